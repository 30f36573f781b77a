package dev.interrex.node.rdb;

/** First bytes of values in RDB. */
final class RdbType {
    static final int STRING = 0;
    static final int LIST = 1;
    static final int SET = 2;
    static final int ZSET = 3;
    static final int HASH = 4;
    static final int ZSET_BINARY = 5;
    static final int HASH_ZIPMAP = 9;
    static final int LIST_ZIPLIST = 10;
    static final int SET_INTSET = 11;
    static final int ZSET_ZIPLIST = 12;
    static final int HASH_ZIPLIST = 13;
    static final int LIST_QUICKLIST = 14;
    static final int STREAM = 15;
    static final int HASH_LISTPACK = 16;
    static final int ZSET_LISTPACK = 17;
    static final int LIST_QUICKLIST_2 = 18;
    static final int STREAM_2 = 19;
    static final int SET_LISTPACK = 20;
    static final int STREAM_3 = 21;
    static final int HASH_TIMES_ABSOLUTE = 22;
    static final int HASH_LISTPACK_TIMES_ONLY = 23;
    static final int HASH_TIMES = 24;
    static final int HASH_LISTPACK_TIMES = 25;

    private RdbType() {}
}
