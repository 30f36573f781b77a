package dev.interrex.node.engine;

/**
 * Writes effects. An effect is one call of a mutator; a record of the log, and a chunk of a snapshot, is a sequence of them:
 *
 * <pre>
 *   effect    | u8 op, bit 7: database follows | [varint database] | operands by op |
 *   bytes     | varint length | length bytes |          varint: LEB128, seven bits a byte, least first
 *
 *   0x01 DELETE           key                           0x10 STRING_PUT           key value
 *   0x02 EXPIRE_AT        key varint atMs               0x11 STRING_PUT_EXPIRING  key varint atMs value
 *   0x03 PERSIST          key                           0x12 STRING_NUMBER        key varint zigzag
 *   0x04 RENAME           key newKey                    0x13 STRING_TEXT          key value
 *   0x05 MOVE             key varint toDatabase         0x14 STRING_APPEND        key bytes
 *   0x06 COPY             key varint toDatabase newKey  0x15 STRING_SET_RANGE     key varint offset bytes
 *   0x07 CLEAR                                          0x16 STRING_SPLICE        key varint offset varint removed bytes
 *   0x08 SWAP             varint otherDatabase          0x17 STRING_BITS          newKey varint operation varint n, n × key
 *
 *   0x20 HASH_PUT         key varint n, n × (field value); the fields' times are over with
 *   0x21 HASH_REMOVE      key varint n, n × field
 *   0x22 HASH_UPDATE      key varint n, n × (field value); the fields keep their times
 *   0x23 HASH_EXPIRE      key field varint atMs
 *   0x24 HASH_PERSIST     key field
 *
 *   0x30 LIST_PUSH_HEAD   key varint n, n × element     0x31 LIST_PUSH_TAIL       key varint n, n × element
 *   0x32 LIST_POP_HEAD    key varint n                  0x33 LIST_POP_TAIL        key varint n
 *   0x34 LIST_SET         key varint index element      0x35 LIST_INSERT          key varint index element
 *   0x36 LIST_REMOVE      key zigzag count element         0x37 LIST_MOVE            key varint ends newKey
 *
 *   0x40 SET_ADD          key varint n, n × member      0x41 SET_REMOVE           key varint n, n × member
 *   0x42 SET_STORE        newKey varint operation varint n, n × key
 *
 *   0x50 ZSET_PUT         key varint n, n × (score member)
 *   0x51 ZSET_REMOVE      key varint n, n × member
 *   0x52 ZSET_REMOVE_RANGE   key varint rank varint n
 *   0x53 ZSET_STORE       newKey varint operation varint aggregate varint n, n × (weight key)
 *   0x54 ZSET_STORE_RANGE    newKey key varint rank varint n
 *        scores, weights  varint of the double's eight bytes, the highest one first: short for few bits
 *
 *   0x60 STREAM_ADD              key id varint n, n × (field value)          id: varint ms varint seq
 *   0x61 STREAM_DELETE           key varint n, n × id
 *   0x62 STREAM_TRIM             key id; all entries before it
 *   0x63 STREAM_STATE            key id of the last entry, varint entries added, id of the greatest deleted one
 *   0x64 STREAM_BLOCK            key id block; see StreamBlock
 *   0x65 STREAM_GROUP            key group id zigzag entriesRead
 *   0x66 STREAM_GROUP_REMOVE     key group
 *   0x67 STREAM_CONSUMER         key group consumer zigzag seenMs zigzag activeMs
 *   0x68 STREAM_CONSUMER_REMOVE  key group consumer
 *   0x69 STREAM_PENDING          key group consumer varint n, n × (id varint deliveredAtMs varint deliveries)
 *   0x6A STREAM_ACKNOWLEDGE      key group varint n, n × id
 *
 *   0x70 SESSION_OPEN     id varint atMs varint acknowledgedUpTo
 *   0x71 SESSION_CLOSE    id
 *   0x72 SESSION_ANSWER   id varint seq varint acknowledgedUpTo varint atMs varint respVersion reply
 *
 *   The upper four bits of an op name the family: a type of value, see {@link ValueType}.
 * </pre>
 *
 * A key whose last element is removed is gone without an effect of its own. Loop thread only.
 */
final class Effects {
    static final int DELETE = 0x01;
    static final int EXPIRE_AT = 0x02;
    static final int PERSIST = 0x03;
    static final int RENAME = 0x04;
    static final int MOVE = 0x05;
    static final int COPY = 0x06;
    static final int CLEAR = 0x07;
    static final int SWAP = 0x08;
    static final int STRING_PUT = 0x10;
    static final int STRING_PUT_EXPIRING = 0x11;
    static final int STRING_NUMBER = 0x12;
    static final int STRING_TEXT = 0x13;
    static final int STRING_APPEND = 0x14;
    static final int STRING_SET_RANGE = 0x15;
    static final int STRING_SPLICE = 0x16;
    static final int STRING_BITS = 0x17;
    static final int HASH_PUT = 0x20;
    static final int HASH_REMOVE = 0x21;
    static final int HASH_UPDATE = 0x22;
    static final int HASH_EXPIRE = 0x23;
    static final int HASH_PERSIST = 0x24;
    static final int LIST_PUSH_HEAD = 0x30;
    static final int LIST_PUSH_TAIL = 0x31;
    static final int LIST_POP_HEAD = 0x32;
    static final int LIST_POP_TAIL = 0x33;
    static final int LIST_SET = 0x34;
    static final int LIST_INSERT = 0x35;
    static final int LIST_REMOVE = 0x36;
    static final int LIST_MOVE = 0x37;
    static final int SET_ADD = 0x40;
    static final int SET_REMOVE = 0x41;
    static final int SET_STORE = 0x42;
    static final int ZSET_PUT = 0x50;
    static final int ZSET_REMOVE = 0x51;
    static final int ZSET_REMOVE_RANGE = 0x52;
    static final int ZSET_STORE = 0x53;
    static final int ZSET_STORE_RANGE = 0x54;

    static final int SESSION_OPEN = 0x70;
    static final int SESSION_CLOSE = 0x71;
    static final int SESSION_ANSWER = 0x72;
    static final int STREAM_ADD = 0x60;
    static final int STREAM_DELETE = 0x61;
    static final int STREAM_TRIM = 0x62;
    static final int STREAM_STATE = 0x63;
    static final int STREAM_BLOCK = 0x64;
    static final int STREAM_GROUP = 0x65;
    static final int STREAM_GROUP_REMOVE = 0x66;
    static final int STREAM_CONSUMER = 0x67;
    static final int STREAM_CONSUMER_REMOVE = 0x68;
    static final int STREAM_PENDING = 0x69;
    static final int STREAM_ACKNOWLEDGE = 0x6A;

    static final int DATABASE_FOLLOWS = 0x80;
    static final int FAMILY_SHIFT = 4;

    private EffectSink sink = EffectSink.NONE;
    private int database;

    /** Directs what follows to {@code sink}, about database {@code database}. */
    Effects to(EffectSink sink, int database) {
        this.sink = sink;
        this.database = database;
        return this;
    }

    /** Begins an effect. */
    Effects op(int op) {
        if (database == 0) {
            sink.writeByte(op);
        } else {
            sink.writeByte(op | DATABASE_FOLLOWS);
            sink.writeVarLong(database);
        }
        return this;
    }

    Effects number(long value) {
        sink.writeVarLong(value);
        return this;
    }

    /** Small for small absolute values, negative ones too. */
    Effects signed(long value) {
        sink.writeVarLong(value << 1 ^ value >> 63);
        return this;
    }

    Effects score(double score) {
        sink.writeVarLong(Long.reverseBytes(Double.doubleToRawLongBits(score)));
        return this;
    }

    Effects bytes(Slice bytes) {
        return bytes(bytes.array(), bytes.offset(), bytes.length());
    }

    Effects bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    Effects bytes(byte[] array, int offset, int length) {
        sink.writeVarLong(length);
        sink.writeBytes(array, offset, length);
        return this;
    }
}
