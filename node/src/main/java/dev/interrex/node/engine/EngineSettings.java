package dev.interrex.node.engine;

/**
 * What the configuration says about the keyspace. Mutable at runtime by the loop thread, except the number of databases; the
 * limits decide encodings of values that are changed from then on, never what a value means.
 */
public final class EngineSettings {
    private final int databases;
    private int maxStringBytes = 512 * 1024 * 1024;
    private EvictionPolicy evictionPolicy = EvictionPolicy.NOEVICTION;
    private int hashMaxListpackEntries = 512;
    private int hashMaxListpackValueBytes = 64;

    /** @param databases from 1 on; Redis's default is 16 */
    public EngineSettings(int databases) {
        if (databases < 1) {
            throw new IllegalArgumentException("databases " + databases);
        }
        this.databases = databases;
    }

    public static EngineSettings defaults() {
        return new EngineSettings(16);
    }

    public int databases() {
        return databases;
    }

    /** {@code proto-max-bulk-len}: no string grows beyond it. */
    public int maxStringBytes() {
        return maxStringBytes;
    }

    public void maxStringBytes(int bytes) {
        maxStringBytes = bytes;
    }

    /** {@code maxmemory-policy}: also decides whether accesses are kept as times or as frequencies. */
    public EvictionPolicy evictionPolicy() {
        return evictionPolicy;
    }

    public void evictionPolicy(EvictionPolicy policy) {
        evictionPolicy = policy;
    }

    /** {@code hash-max-listpack-entries}: a hash with more fields is no longer packed. */
    public int hashMaxListpackEntries() {
        return hashMaxListpackEntries;
    }

    public void hashMaxListpackEntries(int entries) {
        hashMaxListpackEntries = entries;
    }

    /** {@code hash-max-listpack-value}: a hash with a longer field or value is no longer packed. */
    public int hashMaxListpackValueBytes() {
        return hashMaxListpackValueBytes;
    }

    public void hashMaxListpackValueBytes(int bytes) {
        hashMaxListpackValueBytes = bytes;
    }
}
