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
    /** The target of a switchover dies, and the primary does not hear of that, just before the order to hand over comes. */
    TARGET_DIES(2_600) {
        @Override
        List<Fault> faults(Randomness random) {
            int atMs = 600 + random.below(200);
            int diesMs = atMs + 1 + random.below(6);
            return List.of(
                    new Fault(atMs, Kind.SWITCH_OVER, 1, 0, 0),
                    new Fault(diesMs, Kind.CUT_PAIR, 0, 1, 700),
                    new Fault(diesMs, Kind.KILL_NODE, 1, 0, 900));
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
    },
    /** A primary is told to stop: it hands over first. */
    PRIMARY_LEAVES(2_400) {
        @Override
        List<Fault> faults(Randomness random) {
            return List.of(new Fault(600 + random.below(200), Kind.LEAVE, -1, 0, 900));
        }

        @Override
        boolean goesAsPromised(List<String> timeline) {
            return momentOf(timeline, "first write of epoch 2") - momentOf(timeline, "is told to stop") < 1_000;
        }
    },
    /** A replica is told to stop: it is out of the in-sync set before it ends, so no write waits for it. */
    REPLICA_LEAVES(2_400) {
        @Override
        List<Fault> faults(Randomness random) {
            return List.of(new Fault(600 + random.below(200), Kind.LEAVE, 2, 0, 900));
        }

        @Override
        boolean goesAsPromised(List<String> timeline) {
            return momentOf(timeline, "in-sync [n1, n2]") < momentOf(timeline, "n3       dies");
        }
    },
    /** The primary's disk does not answer: another node goes on. */
    DISK_HANGS(3_300) {
        @Override
        List<Fault> faults(Randomness random) {
            return List.of(new Fault(500 + random.below(100), Kind.STALL_DISK, 0, 0, 2_700));
        }

        @Override
        boolean goesAsPromised(List<String> timeline) {
            return momentOf(timeline, "first write of epoch 2") - momentOf(timeline, "STALL_DISK") < 2_000;
        }
    },
    /** A replica's disk was slow a second ago, so a switchover to anybody goes to the other one. */
    DISK_IS_SLOW(2_600) {
        @Override
        List<Fault> faults(Randomness random) {
            return List.of(
                    new Fault(500 + random.below(100), Kind.STALL_DISK, 1, 0, 300),
                    new Fault(1_700 + random.below(100), Kind.SWITCH_OVER, -1, 0, 0));
        }

        @Override
        boolean goesAsPromised(List<String> timeline) {
            return momentOf(timeline, "primary n3") < momentOf(timeline, "primary n2");
        }
    };

    private static final String NOT_AS_PROMISED = "18-WritesGoOn";

    private final int forMs;

    Story(int forMs) {
        this.forMs = forMs;
    }

    abstract List<Fault> faults(Randomness random);

    /** Beyond what the invariants say: whether it went as docs/PROTOCOL.md promises, while something is wrong. */
    boolean goesAsPromised(List<String> timeline) {
        return true;
    }

    /** Milliseconds until the first line with this text; infinite if there is none. */
    static double momentOf(List<String> timeline, String text) {
        return timeline.stream()
                .filter(line -> line.contains(text))
                .mapToDouble(line -> Double.parseDouble(line.strip().split(" ")[0]))
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** What was broken; empty if nothing was. */
    String judge(long seed) {
        SimResult result = run(seed, true);
        return result.ok() && !goesAsPromised(result.timeline()) ? NOT_AS_PROMISED : result.invariant();
    }

    SimResult run(long seed, boolean timeline) {
        SimSettings settings = SimSettings.brief().withFaultyMs(forMs).withTimeline(timeline);
        return Simulation.run(seed, settings, faults(new Randomness(~seed)));
    }
}
