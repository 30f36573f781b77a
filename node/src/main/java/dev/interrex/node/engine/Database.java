package dev.interrex.node.engine;

import java.util.HashMap;
import java.util.Map;

/** One numbered keyspace. Loop thread only. */
public final class Database {
    final Engine engine;
    final Map<String, byte[]> skeleton = new HashMap<>();
    private final int index;
    private final Strings strings;

    Database(Engine engine, int index) {
        this.engine = engine;
        this.index = index;
        this.strings = new Strings(this);
    }

    public int index() {
        return index;
    }

    /** Reads and changes of string values. */
    public Strings strings() {
        return strings;
    }

    public boolean exists(Slice key) {
        return skeleton.containsKey(key.toString());
    }
}
