package dev.interrex.node.dispatch;

import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.config.UpkeepDirectives;
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
    private static final long NANOS_PER_MICRO = 1_000;
    private static final int PERCENT = 100;

    /** Blocks of values that were deleted before, which takes far less than {@code eviction-command-us}. No directive. */
    private static final int RELEASED_AT_A_TIME = 256;

    /** Keys without expiry that are passed over for each sample of a {@code volatile} policy: how it looks, not how long. No directive. */
    private static final int TRIES_PER_SAMPLE = 16;

    private final Engine engine;
    private final ServerStatistics statistics;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private long maxBytes;

    /** What of {@link #maxBytes} pages that are not full take, as of the last tick. */
    private long wastedBytes;

    /** What may be spent on making room that nobody needs yet, as of {@link #grantedNanos}; up to {@link #burstNanos}. */
    private long unhurriedNanos;

    private long grantedNanos;

    /** Keys deleted for one command at most; whoever comes next goes on. */
    private int commandKeys;

    /** A command spends no more on it, as long as memory stays near the limit: a deletion may have to keep what a snapshot needs. */
    private long commandNanos;

    /** Beyond the limit by more than this part of it, commands wait as long as it takes. */
    private int overshootPercentage;

    /** This part of the limit may be set aside for pages that are not full: more of it than that is for compaction to undo. */
    private int wastePercentage;

    /** Below the limit, where room is made for pages that are not full, this part of the time at most, and so much in one go. */
    private int sharePercentage;

    private long burstNanos;
    private int samples;
    private EvictionPolicy policy = EvictionPolicy.NOEVICTION;

    Eviction(Engine engine, NodeServices node, RandomGenerator random, LongSupplier nanoTime) {
        this.engine = engine;
        this.statistics = node.statistics();
        this.random = random;
        this.nanoTime = nanoTime;
        grantedNanos = nanoTime.getAsLong();
        follow(node.config());
        unhurriedNanos = burstNanos;
    }

    private void follow(NodeConfig config) {
        config.follow(EngineDirectives.MAXMEMORY, bytes -> maxBytes = bytes);
        config.follow(EngineDirectives.MAXMEMORY_SAMPLES, count -> samples = count);
        config.follow(EngineDirectives.MAXMEMORY_POLICY, chosen -> {
            policy = chosen;
            engine.settings().evictionPolicy(chosen);
        });
        config.follow(UpkeepDirectives.EVICTION_COMMAND_US, micros -> commandNanos = micros * NANOS_PER_MICRO);
        config.follow(UpkeepDirectives.EVICTION_COMMAND_KEYS, keys -> commandKeys = keys);
        config.follow(UpkeepDirectives.EVICTION_OVERSHOOT_PERCENTAGE, part -> overshootPercentage = part);
        config.follow(UpkeepDirectives.EVICTION_WASTE_PERCENTAGE, part -> wastePercentage = part);
        config.follow(UpkeepDirectives.EVICTION_SHARE_PERCENTAGE, part -> sharePercentage = part);
        config.follow(UpkeepDirectives.EVICTION_BURST_US, micros -> burstNanos = micros * NANOS_PER_MICRO);
    }

    boolean isOver() {
        return maxBytes > 0 && engine.usedMemoryBytes() > maxBytes - wastedBytes;
    }

    /** Looks at how full pages are, now and then. */
    void tick() {
        wastedBytes = Math.min(engine.compaction().wastedBytes(), part(maxBytes, wastePercentage));
    }

    /**
     * Deletes keys until memory is below the limit, or enough of them for one command: a large value, or a table that grew, takes the keys of
     * several. It goes on if that takes too long. A record is open.
     *
     * @return false if there is nothing that may be deleted
     */
    boolean makeRoom() {
        long begunNanos = nanoTime.getAsLong();
        long granted = part(begunNanos - grantedNanos, sharePercentage);
        unhurriedNanos = Math.min(burstNanos, unhurriedNanos + granted);
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
        for (int i = 0; i < commandKeys && isOver(); i++) {
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
        return overBytes < part(maxBytes, overshootPercentage) ? commandNanos : Long.MAX_VALUE;
    }

    /** No product that could be too large. */
    private static long part(long whole, int percentage) {
        return whole / PERCENT * percentage + whole % PERCENT * percentage / PERCENT;
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
