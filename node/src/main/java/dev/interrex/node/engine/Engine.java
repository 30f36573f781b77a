package dev.interrex.node.engine;

/**
 * All databases of a node, and the one entrance for effects. Loop thread only.
 */
public final class Engine {
    private final EngineSettings settings;
    private final Database[] databases;
    private EffectSink sink = EffectSink.NONE;
    private long nowMs;

    /** @param hashSeed keeps clients from choosing keys that collide; need not be equal on other nodes */
    public Engine(EngineSettings settings, long hashSeed) {
        this.settings = settings;
        databases = new Database[settings.databases()];
        for (int i = 0; i < databases.length; i++) {
            databases[i] = new Database(this, i);
        }
    }

    public EngineSettings settings() {
        return settings;
    }

    /** Where effects go from now on: the log's sink on a primary, {@link EffectSink#NONE} on a replica and during replay. */
    public void attach(EffectSink sink) {
        this.sink = sink;
    }

    EffectSink sink() {
        return sink;
    }

    /** Throws {@link IndexOutOfBoundsException} for an index that is not configured. */
    public Database database(int index) {
        return databases[index];
    }

    /** Wall clock in milliseconds of the current command; the only time that the engine sees. */
    public void now(long nowMs) {
        this.nowMs = nowMs;
    }

    public long now() {
        return nowMs;
    }
}
