package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.Fault.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What goes wrong in the simulation of a seed: single faults and bursts of them, from its own random numbers. */
public final class FaultPlan {
    /** A kind and how often it is chosen. */
    private record Weighted(Kind kind, int weight) {}

    private static final List<Weighted> KINDS = List.of(
            new Weighted(Kind.KILL_NODE, 8),
            new Weighted(Kind.KILL_PRIMARY, 14),
            new Weighted(Kind.KILL_ALL, 3),
            new Weighted(Kind.KILL_REPLICAS, 3),
            new Weighted(Kind.PAUSE_NODE, 6),
            new Weighted(Kind.PAUSE_PRIMARY, 8),
            new Weighted(Kind.WIPE_NODE, 4),
            new Weighted(Kind.STALL_DISK, 6),
            new Weighted(Kind.FAIL_DISK, 2),
            new Weighted(Kind.KILL_SENTINEL, 3),
            new Weighted(Kind.KILL_LEADER, 4),
            new Weighted(Kind.PAUSE_SENTINEL, 2),
            new Weighted(Kind.PAUSE_LEADER, 3),
            new Weighted(Kind.ISOLATE_NODE, 6),
            new Weighted(Kind.ISOLATE_PRIMARY, 8),
            new Weighted(Kind.PRIMARY_WITHOUT_NODES, 5),
            new Weighted(Kind.PRIMARY_WITHOUT_SENTINELS, 5),
            new Weighted(Kind.ONE_WAY, 5),
            new Weighted(Kind.PRIMARY_MUTE, 4),
            new Weighted(Kind.CUT_PAIR, 6),
            new Weighted(Kind.ISOLATE_SENTINEL, 3),
            new Weighted(Kind.SPLIT, 6),
            new Weighted(Kind.LOG_UNAVAILABLE, 5),
            new Weighted(Kind.MOVE_LEADER, 4),
            new Weighted(Kind.LOSE_ANSWERS, 5),
            new Weighted(Kind.BAD_WEATHER, 6),
            new Weighted(Kind.SLOW, 3),
            new Weighted(Kind.TURN_CLOCK, 3),
            new Weighted(Kind.SWITCH_OVER, 12));

    private static final int ALL_WEIGHTS =
            KINDS.stream().mapToInt(Weighted::weight).sum();
    private static final int BURST_MS = 400;
    /** After so long, who stays behind is not in sync any more. */
    private static final int MISSED_MS = 500;

    private static final int ORPHANS_PER_MILLE = 150;
    private static final int UNDECIDED_PER_MILLE = 150;
    private static final int OLD_DISKS_PER_MILLE = 120;
    private static final int SENTINELS_PER_MILLE = 100;
    private static final int GIVEN_UP_PER_MILLE = 80;
    private static final int LEAVING_PER_MILLE = 200;
    private static final int MOST_TURNED_MS = 5_000;

    private FaultPlan() {}

    /** Between four faults and some dozen; in short lives, one to eight. */
    public static List<Fault> of(long seed, SimSettings settings) {
        Length length = settings.length();
        Randomness random = new Randomness(~seed);
        List<Fault> faults = new ArrayList<>();
        int bursts = length.fewestBursts + random.below(length.moreBursts);
        for (int i = 0; i < bursts; i++) {
            int atMs = length.firstFaultMs + random.below(settings.faultyMs() - length.firstFaultMs);
            int size = 1 + random.below(4);
            for (int j = 0; j < size; j++) {
                int beginMs = Math.min(atMs + random.below(BURST_MS), settings.faultyMs() - 1);
                faults.add(fault(random, settings, beginMs));
            }
        }
        if (length == Length.LONG) {
            stories(seed, settings, random, faults);
        }
        disasters(new Randomness(seed * 37 + 11), settings, faults);
        departures(new Randomness(seed * 41 + 3), settings, faults);
        if (settings.expiring() > 0) {
            clocks(new Randomness(seed * 43 + 17), settings, faults);
        }
        faults.sort(Comparator.comparingInt(Fault::atMs));
        return List.copyOf(faults);
    }

    private static void stories(long seed, SimSettings settings, Randomness random, List<Fault> faults) {
        if (random.perMille(ORPHANS_PER_MILLE)) {
            orphanPrimary(random, settings, faults);
        }
        Randomness more = new Randomness(seed * 31 + 5);
        if (more.perMille(UNDECIDED_PER_MILLE)) {
            undecidedAddition(more, settings, faults);
        }
    }

    /** The sentinels lose a primary whom its replicas hear; then these forget that they did. */
    private static void orphanPrimary(Randomness random, SimSettings settings, List<Fault> faults) {
        int atMs =
                settings.length().firstFaultMs + random.below(settings.faultyMs() - 2 * settings.length().firstFaultMs);
        int laterMs = Math.min(atMs + 320 + random.below(200), settings.faultyMs() - 1);
        faults.add(new Fault(atMs, Kind.PRIMARY_WITHOUT_SENTINELS, 0, 0, 1_000));
        faults.add(new Fault(laterMs, Kind.KILL_REPLICAS, 0, 0, 5 + random.below(60)));
    }

    /** A replica leaves the in-sync set, is to join it again while the log decides nothing, and stops once more. */
    private static void undecidedAddition(Randomness random, SimSettings settings, List<Fault> faults) {
        int node = random.below(settings.nodes());
        int atMs =
                settings.length().firstFaultMs + random.below(settings.faultyMs() - 4 * settings.length().firstFaultMs);
        faults.add(new Fault(atMs, Kind.PAUSE_NODE, node, 0, 250 + random.below(100)));
        faults.add(new Fault(atMs + 400, Kind.LOG_UNAVAILABLE, 0, 0, 300 + random.below(500)));
        faults.add(new Fault(atMs + 500 + random.below(150), Kind.PAUSE_NODE, node, 0, 900));
    }

    /** What takes more than one fault at a time is promised for; and what operators do about it. */
    private static void disasters(Randomness random, SimSettings settings, List<Fault> faults) {
        int node = random.below(settings.nodes());
        Length length = settings.length();
        int atMs = length.firstFaultMs + random.below(settings.faultyMs() - 4 * length.firstFaultMs);
        if (random.perMille(OLD_DISKS_PER_MILLE)) {
            int image = atMs - Math.min(atMs - length.firstFaultMs / 2, random.below(1_500));
            faults.add(new Fault(image, Kind.ROLL_BACK_DISK, node, atMs - image, 5 + random.below(300)));
        }
        if (random.perMille(SENTINELS_PER_MILLE)) {
            int sentinelMs = atMs + random.below(BURST_MS);
            int forMs = 50 + random.below(500);
            boolean all = random.below(2) == 0;
            faults.add(
                    all
                            ? new Fault(sentinelMs, Kind.RESTART_SENTINELS, 0, 0, forMs)
                            : new Fault(sentinelMs, Kind.WIPE_SENTINEL, random.below(settings.sentinels()), 0, forMs));
        }
        if (random.perMille(GIVEN_UP_PER_MILLE)) {
            giveUp(random, settings, node, atMs, faults);
        }
    }

    /** An operator restarts a node, or all of them in turn. */
    private static void departures(Randomness random, SimSettings settings, List<Fault> faults) {
        if (!random.perMille(LEAVING_PER_MILLE)) {
            return;
        }
        Length length = settings.length();
        int atMs = length.firstFaultMs + random.below(settings.faultyMs() - 4 * length.firstFaultMs);
        int count = random.below(2) == 0 ? 1 : settings.nodes();
        int first = random.below(settings.nodes());
        int pauseMs = (100 + random.below(700)) / length.haste;
        for (int i = 0; i < count; i++) {
            int node = count == 1 ? -1 : (first + i) % settings.nodes();
            int beginMs = Math.min(atMs + i * pauseMs, settings.faultyMs() - 1);
            faults.add(new Fault(beginMs, Kind.LEAVE, node, 0, 5 + random.below(pauseMs)));
        }
    }

    /** Where keys expire, wall clocks jump, back and forth. */
    private static void clocks(Randomness random, SimSettings settings, List<Fault> faults) {
        int first = settings.length().firstFaultMs;
        int count = 1 + random.below(4);
        for (int i = 0; i < count; i++) {
            int atMs = first + random.below(settings.faultyMs() - first);
            int byMs = random.below(2 * MOST_TURNED_MS) - MOST_TURNED_MS;
            faults.add(new Fault(atMs, Kind.TURN_CLOCK, random.below(settings.nodes()), byMs, 0));
        }
    }

    /** One node stays behind, the others are lost or cannot be had, and an operator goes on with what is left. */
    private static void giveUp(Randomness random, SimSettings settings, int survivor, int atMs, List<Fault> faults) {
        int haste = settings.length().haste;
        if (random.below(3) > 0) {
            Kind behind = random.below(2) == 0 ? Kind.PAUSE_NODE : Kind.ISOLATE_NODE;
            faults.add(new Fault(atMs, behind, survivor, 0, 300 + random.below(400)));
        }
        for (int other = 0; other < settings.nodes(); other++) {
            if (other != survivor) {
                Kind kind = switch (random.below(5)) {
                    case 0, 1, 2 -> Kind.WIPE_NODE;
                    case 3 -> Kind.KILL_NODE;
                    default -> Kind.ISOLATE_NODE;
                };
                int lostMs = atMs + (MISSED_MS + random.below(300)) / haste;
                faults.add(new Fault(lostMs, kind, other, 0, 100 + random.below(2_000) / haste));
            }
        }
        faults.add(new Fault(atMs + (600 + random.below(800)) / haste, Kind.ACCEPT_DATA_LOSS, 0, 0, 0));
    }

    private static Fault fault(Randomness random, SimSettings settings, int atMs) {
        Kind kind = kind(random.below(ALL_WEIGHTS));
        int node = random.below(settings.nodes());
        int otherNode = (node + 1 + random.below(Math.max(1, settings.nodes() - 1))) % settings.nodes();
        int sentinel = random.below(settings.sentinels());
        int shortMs = 20 + random.below(600);
        int longMs = 100 + random.below(2_500);
        return switch (kind) {
            case KILL_SENTINEL, PAUSE_SENTINEL, ISOLATE_SENTINEL -> new Fault(atMs, kind, sentinel, 0, longMs);
            case PAUSE_NODE, PAUSE_PRIMARY, STALL_DISK ->
                new Fault(atMs, kind, node, 0, random.below(2) == 0 ? shortMs : longMs);
            case SPLIT -> new Fault(atMs, kind, random.below(1 << 16), 0, longMs);
            case LOSE_ANSWERS -> new Fault(atMs, kind, 200 + random.below(700), 0, longMs);
            case BAD_WEATHER -> new Fault(atMs, kind, random.below(60), random.below(60), longMs);
            case SLOW -> new Fault(atMs, kind, 5 + random.below(60), 0, shortMs);
            case TURN_CLOCK -> new Fault(atMs, kind, node, random.below(4_000) - 2_000, 0);
            case SWITCH_OVER -> new Fault(atMs, kind, random.below(2) == 0 ? -1 : node, 0, 0);
            case ROLL_BACK_DISK -> new Fault(atMs, kind, node, 50 + random.below(500), shortMs);
            default -> new Fault(atMs, kind, node, otherNode, random.below(2) == 0 ? shortMs : longMs);
        };
    }

    private static Kind kind(int dice) {
        int left = dice;
        for (Weighted one : KINDS) {
            left -= one.weight;
            if (left < 0) {
                return one.kind;
            }
        }
        return Kind.KILL_PRIMARY;
    }
}
