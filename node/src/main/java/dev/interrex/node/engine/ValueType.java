package dev.interrex.node.engine;

/**
 * The operations of one type of value in one database: a new type is a subclass of this, one of {@link Entry}, and a family of
 * ops in {@link Effects}.
 *
 * <p>A mutator, in this order: finds the entry ({@code db.live}), does nothing at all if nothing would change, logs its effect,
 * calls {@code db.willChange} for an entry that it changes in place, changes it, and tells {@code db.changed}, after which the
 * entry is not touched any more (it may have become a record). {@link #apply} reads
 * the operands of an effect and calls the same mutator, with a sink that throws away.
 */
abstract class ValueType {
    final Database db;

    ValueType(Database db) {
        this.db = db;
    }

    /** Applies an effect of this family whose op was read. Throws {@link CorruptEffectException}. */
    abstract void apply(int op, EffectReader in);

    /** Makes an entry of its {@link Entry#packed} form, which is valid during the call, and its {@link Entry#shape}. */
    Entry unpack(byte[] key, long hash, int shape, Slice packed) {
        throw new IllegalStateException("no packed form");
    }

    static CorruptEffectException unknown(int op) {
        return new CorruptEffectException("unknown effect 0x" + Integer.toHexString(op));
    }

    /** For mutators that can only fail on a primary: a replica has the same state. */
    static void expect(boolean applied, int op) {
        if (!applied) {
            throw new CorruptEffectException("effect 0x" + Integer.toHexString(op) + " does not fit the keyspace");
        }
    }
}
