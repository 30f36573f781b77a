package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/** String values of one database. Every mutator logs its effect. */
public final class Strings {
    private final Database db;
    private final Slice found = new Slice();

    Strings(Database db) {
        this.db = db;
    }

    /** The value, valid until the next call of the engine; null if there is no such key. Throws {@link WrongTypeException}. */
    @Nullable
    public Slice get(Slice key) {
        byte[] value = db.skeleton.get(key.toString());
        return value == null ? null : found.set(value, 0, value.length);
    }

    /** Sets the key to the value, whatever it was before, without an expiry. */
    public void put(Slice key, Slice value) {
        db.engine.sink().writeByte(1);
        db.skeleton.put(key.toString(), value.toBytes());
    }
}
