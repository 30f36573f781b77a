package dev.interrex.node.engine;

import java.nio.ByteBuffer;

/**
 * Looks ahead ({@link Lookahead}) at what effects that are about to be applied change: the first key of each, up to one after which it does
 * not know where the next begins. Believes nothing: what it takes for a key may be none, and is looked up for nothing then. Loop thread only.
 */
public final class EffectScout {
    /** Longer keys are not worth hashing twice. */
    private static final int LONGEST_KEY_BYTES = 512;

    private static final int NONE = -1;

    private final Engine engine;
    private final Lookahead lookahead;
    private int database = NONE;

    // Of the varint that was read last.
    private int value;
    private int after;

    public EffectScout(Engine engine) {
        this.engine = engine;
        lookahead = engine.lookahead();
    }

    /** Takes note of the keys of the effects of one record, from one offset to another; false if there is no room for more. */
    public boolean add(ByteBuffer bytes, int from, int to) {
        boolean more = true;
        int at = from;
        while (more && at < to) {
            int op = bytes.get(at++) & 0xFF;
            int index = 0;
            if ((op & Effects.DATABASE_FOLLOWS) != 0) {
                if (!varint(bytes, at, to)) {
                    return true;
                }
                index = value;
                at = after;
            }
            boolean sameDatabase = database == NONE || database == index;
            if (!sameDatabase || !varint(bytes, at, to) || value > Math.min(to - after, LONGEST_KEY_BYTES)) {
                return true;
            }
            database = index;
            bytes.get(after, lookahead.room(value), 0, value);
            more = lookahead.add();
            at = end(bytes, op & ~Effects.DATABASE_FOLLOWS, after + value, to);
        }
        return more;
    }

    /** Where the effect ends of whose operands the key was read; {@code to} if that is not known. */
    private int end(ByteBuffer bytes, int op, int from, int to) {
        return switch (op) {
            case Effects.DELETE, Effects.PERSIST -> from;
            case Effects.EXPIRE_AT, Effects.STRING_NUMBER -> number(bytes, from, to);
            case Effects.STRING_PUT, Effects.STRING_TEXT, Effects.STRING_APPEND -> strings(bytes, from, to, 1);
            case Effects.STRING_PUT_EXPIRING -> strings(bytes, number(bytes, from, to), to, 1);
            case Effects.HASH_PUT, Effects.HASH_UPDATE -> several(bytes, from, to, 2);
            case Effects.HASH_REMOVE,
                    Effects.LIST_PUSH_HEAD,
                    Effects.LIST_PUSH_TAIL,
                    Effects.SET_ADD,
                    Effects.SET_REMOVE,
                    Effects.ZSET_REMOVE -> several(bytes, from, to, 1);
            default -> to;
        };
    }

    private static int number(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at < to && bytes.get(at) < 0) {
            at++;
        }
        return Math.min(to, at + 1);
    }

    private int several(ByteBuffer bytes, int from, int to, int strings) {
        return varint(bytes, from, to) && value <= to - after ? strings(bytes, after, to, strings * value) : to;
    }

    private int strings(ByteBuffer bytes, int from, int to, int count) {
        int at = from;
        for (int i = 0; i < count; i++) {
            if (!varint(bytes, at, to) || value > to - after) {
                return to;
            }
            at = after + value;
        }
        return at;
    }

    /** Loads what was added, if that is worth it, and forgets it. */
    public void load() {
        int index = database;
        database = NONE;
        if (index >= 0 && index < engine.settings().databases() && lookahead.pays(engine.database(index))) {
            lookahead.load(engine.database(index));
        } else {
            lookahead.forget();
        }
    }

    /** Whether there is a varint of up to four bytes. */
    private boolean varint(ByteBuffer bytes, int from, int to) {
        value = 0;
        for (int i = 0; i < Integer.BYTES && from + i < to; i++) {
            byte b = bytes.get(from + i);
            value |= (b & 0x7F) << (7 * i);
            if (b >= 0) {
                after = from + i + 1;
                return true;
            }
        }
        return false;
    }
}
