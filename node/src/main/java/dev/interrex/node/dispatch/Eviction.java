package dev.interrex.node.dispatch;

import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EvictionPolicy;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.metrics.LatencyMonitor;
import dev.interrex.node.metrics.ServerStatistics;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps memory below {@code maxmemory}: deletes keys by {@code maxmemory-policy} in the record of the command that needs the room,
 * so that replicas delete the same. Like Redis it does not look for the best key but for the best of a few samples. Loop thread
 * only.
 */
final class Eviction {
    /** Keys deleted for one command at most; whoever comes next goes on. */
    private static final int MOST_PER_COMMAND = 64;

    /** A command spends no more on it, as long as memory stays near the limit: a deletion may have to keep what a snapshot needs. */
    private static final long MOST_NANOS = 500_000;

    /** Beyond the limit by more than this part of it, commands wait as long as it takes. */
    private static final int FAR_OVER_SHIFT = 6;

    /** Below the limit, where room is made for pages that are not full, this part of the time at most, and so much in one go. */
    private static final int UNHURRIED_SHARE_SHIFT = 3;

    private static final long MOST_UNHURRIED_NANOS = 1_000_000;

    /** Blocks of values that were deleted before. */
    private static final int RELEASED_AT_A_TIME = 256;

    /** This part of the limit may be set aside for pages that are not full: more of it than that is for compaction to undo. */
    private static final int MOST_WASTE_SHIFT = 5;

    /** Keys without expiry that are passed over for each sample of a {@code volatile} policy. */
    private static final int TRIES_PER_SAMPLE = 16;

    private final Engine engine;
    private final ServerStatistics statistics;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private long maxBytes;

    /** What of {@link #maxBytes} pages that are not full take, as of the last tick. */
    private long wastedBytes;

    /** What may be spent on making room that nobody needs yet, as of {@link #grantedNanos}. */
    private long unhurriedNanos = MOST_UNHURRIED_NANOS;

    private long grantedNanos;
    private int samples;
    private EvictionPolicy policy = EvictionPolicy.NOEVICTION;

    Eviction(Engine engine, NodeServices node, RandomGenerator random, LongSupplier nanoTime) {
        this.engine = engine;
        this.statistics = node.statistics();
        this.random = random;
        this.nanoTime = nanoTime;
        grantedNanos = nanoTime.getAsLong();
        node.config().follow(EngineDirectives.MAXMEMORY, bytes -> maxBytes = bytes);
        node.config().follow(EngineDirectives.MAXMEMORY_SAMPLES, count -> samples = count);
        node.config().follow(EngineDirectives.MAXMEMORY_POLICY, chosen -> {
            policy = chosen;
            engine.settings().evictionPolicy(chosen);
        });
    }

    boolean isOver() {
        return maxBytes > 0 && engine.usedMemoryBytes() > maxBytes - wastedBytes;
    }

    /** Looks at how full pages are, now and then. */
    void tick() {
        wastedBytes = Math.min(engine.compaction().wastedBytes(), maxBytes >> MOST_WASTE_SHIFT);
    }

    /**
     * Deletes keys until memory is below the limit, or enough of them for one command: a large value, or a table that grew, takes the keys of
     * several. It goes on if that takes too long. A record is open.
     *
     * @return false if there is nothing that may be deleted
     */
    boolean makeRoom() {
        long begunNanos = nanoTime.getAsLong();
        long granted = (begunNanos - grantedNanos) >> UNHURRIED_SHARE_SHIFT;
        unhurriedNanos = Math.min(MOST_UNHURRIED_NANOS, unhurriedNanos + granted);
        grantedNanos = begunNanos;
        boolean made = deleteSome(begunNanos);
        long tookNanos = nanoTime.getAsLong() - begunNanos;
        unhurriedNanos = Math.max(0, unhurriedNanos - tookNanos);
        statistics.latency().took(LatencyMonitor.Event.EVICTION_CYCLE, tookNanos);
        return made;
    }

    private boolean deleteSome(long begunNanos) {
        // What is deleted already goes before anything else is deleted.
        if (isOver()) {
            engine.release(RELEASED_AT_A_TIME);
        }
        for (int i = 0; i < MOST_PER_COMMAND && isOver(); i++) {
            if (policy == EvictionPolicy.NOEVICTION) {
                return false;
            }
            if (nanoTime.getAsLong() - begunNanos > mostNanos()) {
                return true;
            }
            if (!evictOne()) {
                return false;
            }
        }
        return true;
    }

    private long mostNanos() {
        long overBytes = engine.usedMemoryBytes() - maxBytes;
        if (overBytes <= 0) {
            return unhurriedNanos;
        }
        return overBytes < maxBytes >> FAR_OVER_SHIFT ? MOST_NANOS : Long.MAX_VALUE;
    }

    private boolean evictOne() {
        int databases = engine.settings().databases();
        int from = random.nextInt(databases);
        for (int i = 0; i < databases; i++) {
            Database database = engine.database((from + i) % databases);
            byte[] key = victim(database);
            if (key != null) {
                Slice slice = new Slice().set(key, 0, key.length);
                database.delete(slice);
                engine.tell(database.index(), 'e', "evicted", slice);
                statistics.keyEvicted();
                return true;
            }
        }
        return false;
    }

    /** The sampled key that the policy wants gone most; null if none may go. */
    private byte @Nullable [] victim(Database database) {
        boolean onlyExpiring = isVolatile();
        if ((onlyExpiring ? database.expiringKeys() : database.size()) == 0) {
            return null;
        }
        byte[] best = null;
        long bestScore = Long.MIN_VALUE;
        int sampled = 0;
        for (int i = 0; i < samples * TRIES_PER_SAMPLE && sampled < samples; i++) {
            Slice found = database.randomKey(random.nextLong());
            if (found == null) {
                break;
            }
            byte[] bytes = found.toBytes();
            Slice key = new Slice().set(bytes, 0, bytes.length);
            long expireAtMs = database.expireAtMs(key);
            if (onlyExpiring && expireAtMs < 0) {
                continue;
            }
            sampled++;
            long score = score(database, key, expireAtMs);
            if (best == null || score > bestScore) {
                best = bytes;
                bestScore = score;
            }
        }
        return best;
    }

    private boolean isVolatile() {
        return switch (policy) {
            case VOLATILE_LRU, VOLATILE_LFU, VOLATILE_RANDOM, VOLATILE_TTL -> true;
            case NOEVICTION, ALLKEYS_LRU, ALLKEYS_LFU, ALLKEYS_RANDOM -> false;
        };
    }

    private long score(Database database, Slice key, long expireAtMs) {
        return switch (policy) {
            case ALLKEYS_LRU, VOLATILE_LRU -> database.idleSeconds(key);
            case ALLKEYS_LFU, VOLATILE_LFU -> -database.frequency(key);
            case VOLATILE_TTL -> -expireAtMs;
            case NOEVICTION, ALLKEYS_RANDOM, VOLATILE_RANDOM -> 0;
        };
    }
}
