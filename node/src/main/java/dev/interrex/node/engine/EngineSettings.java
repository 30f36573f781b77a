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
    private int hllSparseMaxBytes = 3000;
    private int streamNodeMaxBytes = 4096;
    private int streamNodeMaxEntries = 100;
    private long maxEffectBytes = 4 << 20;
    private ListLimits listLimits = ListLimits.of(-2);
    private int setMaxIntsetEntries = 512;
    private int setMaxListpackEntries = 128;
    private int setMaxListpackValueBytes = 64;
    private int zsetMaxListpackEntries = 128;
    private int zsetMaxListpackValueBytes = 64;

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

    /** {@code hll-sparse-max-bytes}: a sparse HyperLogLog that would grow beyond it becomes dense. */
    public int hllSparseMaxBytes() {
        return hllSparseMaxBytes;
    }

    public void hllSparseMaxBytes(int bytes) {
        hllSparseMaxBytes = bytes;
    }

    /** {@code stream-node-max-bytes}: a stream's block of this size takes no more entries; 0 = any size. */
    public int streamNodeMaxBytes() {
        return streamNodeMaxBytes;
    }

    public void streamNodeMaxBytes(int bytes) {
        streamNodeMaxBytes = bytes;
    }

    /** {@code stream-node-max-entries}: a stream's block with so many entries takes no more; 0 = any number. */
    public int streamNodeMaxEntries() {
        return streamNodeMaxEntries;
    }

    public void streamNodeMaxEntries(int entries) {
        streamNodeMaxEntries = entries;
    }

    /** Bytes of effects that one command may log; more than any command's arguments. */
    public long maxEffectBytes() {
        return maxEffectBytes;
    }

    public void maxEffectBytes(long bytes) {
        maxEffectBytes = bytes;
    }

    ListLimits listLimits() {
        return listLimits;
    }

    /** {@code list-max-listpack-size}: elements in a chunk of a list if positive, -1 to -5 for 4 to 64 KB. */
    public void listMaxListpackSize(int size) {
        listLimits = ListLimits.of(size);
    }

    /** {@code set-max-intset-entries}: a set of more integers is no longer a sorted array of them. */
    public int setMaxIntsetEntries() {
        return setMaxIntsetEntries;
    }

    public void setMaxIntsetEntries(int entries) {
        setMaxIntsetEntries = entries;
    }

    /** {@code set-max-listpack-entries}: a set with more members is no longer packed. */
    public int setMaxListpackEntries() {
        return setMaxListpackEntries;
    }

    public void setMaxListpackEntries(int entries) {
        setMaxListpackEntries = entries;
    }

    /** {@code set-max-listpack-value}: a set with a longer member is no longer packed. */
    public int setMaxListpackValueBytes() {
        return setMaxListpackValueBytes;
    }

    public void setMaxListpackValueBytes(int bytes) {
        setMaxListpackValueBytes = bytes;
    }

    /** {@code zset-max-listpack-entries}: a sorted set with more members is no longer packed. */
    public int zsetMaxListpackEntries() {
        return zsetMaxListpackEntries;
    }

    public void zsetMaxListpackEntries(int entries) {
        zsetMaxListpackEntries = entries;
    }

    /** {@code zset-max-listpack-value}: a sorted set with a longer member is no longer packed. */
    public int zsetMaxListpackValueBytes() {
        return zsetMaxListpackValueBytes;
    }

    public void zsetMaxListpackValueBytes(int bytes) {
        zsetMaxListpackValueBytes = bytes;
    }
}
