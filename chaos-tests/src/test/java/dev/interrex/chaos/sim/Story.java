package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.Fault.Kind;
import java.util.ArrayList;
import java.util.List;

/** Faults that lead to a rule which others stand behind, so that chance seldom does: of any seed, which decides who is just faster. */
enum Story {
    /** A primary hands over, and its successor dies when it was recorded but does not serve yet; nobody can choose another one. */
    SUCCESSOR_DIES(2_600) {
        @Override
        List<Fault> faults(Randomness random) {
            int atMs = 600 + random.below(200);
            int recordedMs = atMs + 3 + random.below(12);
            return List.of(
                    new Fault(atMs, Kind.SWITCH_OVER, 1, 0, 0),
                    new Fault(recordedMs, Kind.KILL_NODE, 1, 0, 1_700),
                    new Fault(recordedMs, Kind.LOG_UNAVAILABLE, 0, 0, 1_700));
        }
    },
    /** A primary gave its lease up, but its successor cannot be recorded, and is gone: it is chosen again itself. */
    SUCCEEDS_ITSELF(2_000) {
        @Override
        List<Fault> faults(Randomness random) {
            int atMs = 600 + random.below(200);
            int gaveUpMs = atMs + 1 + random.below(10);
            int forMs = 40 + random.below(150);
            return List.of(
                    new Fault(atMs, Kind.SWITCH_OVER, 1, 0, 0),
                    new Fault(gaveUpMs, Kind.LOG_UNAVAILABLE, 0, 0, forMs),
                    new Fault(gaveUpMs, Kind.KILL_NODE, 1, 0, forMs + random.below(100)),
                    new Fault(gaveUpMs, Kind.KILL_NODE, 2, 0, forMs + random.below(100)));
        }
    },
    /** A primary hands over, but no epoch for its successor can be recorded. */
    NOBODY_SUCCEEDS(4_600) {
        @Override
        List<Fault> faults(Randomness random) {
            int atMs = 600 + random.below(200);
            return List.of(
                    new Fault(atMs, Kind.SWITCH_OVER, 1, 0, 0),
                    new Fault(atMs + 1 + random.below(8), Kind.LOG_UNAVAILABLE, 0, 0, 3_700));
        }
    },
    /** A primary whose disk does not answer is replaced by sentinels that it does not hear any more: it still has its lease. */
    LEASE_OUTLIVES_A_REIGN(2_600) {
        @Override
        List<Fault> faults(Randomness random) {
            int atMs = 500 + random.below(100);
            return List.of(
                    new Fault(atMs, Kind.STALL_DISK, 0, 0, 1_800),
                    new Fault(atMs + 1_000 + random.below(50), Kind.PRIMARY_WITHOUT_SENTINELS, 0, 0, 600));
        }
    },
    /** A replica's disk answers when the next primary has just accepted it, but has sent nothing yet. */
    ACKS_BEFORE_IT_HEARS(1_800) {
        @Override
        List<Fault> faults(Randomness random) {
            int atMs = 600 + random.below(100);
            return List.of(
                    new Fault(atMs - 50, Kind.STALL_DISK, 2, 0, 50 + random.below(300)),
                    new Fault(atMs - 40, Kind.STALL_DISK, 1, 0, 50 + random.below(300)),
                    new Fault(atMs - 5, Kind.SLOW, 60, 0, 600),
                    new Fault(atMs, Kind.KILL_PRIMARY, 0, 0, 500));
        }
    },
    /** A primary succeeds itself while a replica hears nothing; later that replica reaches it before it hears of the new epoch. */
    FOLLOWS_AN_EARLIER_REIGN(1_600) {
        @Override
        List<Fault> faults(Randomness random) {
            int atMs = 600 + random.below(100);
            List<Fault> faults = new ArrayList<>();
            faults.add(new Fault(atMs, Kind.ISOLATE_NODE, 2, 0, 390 + random.below(40)));
            faults.add(new Fault(atMs + 30, Kind.KILL_NODE, 1, 0, 700));
            faults.add(new Fault(atMs + 40, Kind.KILL_PRIMARY, 0, 0, 10));
            return faults;
        }
    };

    private final int forMs;

    Story(int forMs) {
        this.forMs = forMs;
    }

    abstract List<Fault> faults(Randomness random);

    SimResult run(long seed, boolean timeline) {
        SimSettings settings = SimSettings.brief().withFaultyMs(forMs).withTimeline(timeline);
        return Simulation.run(seed, settings, faults(new Randomness(~seed)));
    }
}
