package dev.interrex.node.engine;

import java.nio.ByteBuffer;

/**
 * Looks ahead ({@link Lookahead}) at what effects that are about to be applied change: the first key of each record. Believes nothing: what
 * it takes for a key may be none, and is looked up for nothing then. Loop thread only.
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

    /** Takes note of the first key of the effects of one record, from one offset to another; false if there is no room for more. */
    public boolean add(ByteBuffer bytes, int from, int to) {
        int at = from;
        if (at >= to) {
            return true;
        }
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
        return lookahead.add();
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
