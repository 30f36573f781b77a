package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.Fault.Kind;
import java.util.List;

/** Seeds and faults that once broke an invariant. What was wrong: docs/simulation.md. */
enum Regression {
    /** Log time ran backwards after a start from a snapshot. */
    LOG_TIME(
            8690,
            new Fault(1_014, Kind.KILL_PRIMARY, 0, 1, 26),
            new Fault(1_045, Kind.KILL_ALL, 1, 0, 323),
            new Fault(1_051, Kind.TURN_CLOCK, 1, -508, 0)),
    /** Two nodes that most sentinels missed deposed each other every few milliseconds, and one acked by another's clock. */
    SUCCESSORS(
            9911,
            new Fault(792, Kind.ISOLATE_PRIMARY, 2, 1, 219),
            new Fault(833, Kind.SLOW, 40, 0, 617),
            new Fault(1957, Kind.SWITCH_OVER, -1, 0, 0),
            new Fault(2148, Kind.ISOLATE_NODE, 2, 0, 2296),
            new Fault(2168, Kind.SWITCH_OVER, 0, 0, 0),
            new Fault(2233, Kind.MOVE_LEADER, 1, 2, 989),
            new Fault(2930, Kind.PRIMARY_WITHOUT_NODES, 0, 1, 615),
            new Fault(2966, Kind.FAIL_DISK, 2, 0, 1684),
            new Fault(3209, Kind.KILL_NODE, 2, 0, 677),
            new Fault(3248, Kind.KILL_LEADER, 2, 0, 136),
            new Fault(3263, Kind.PRIMARY_MUTE, 2, 1, 1802),
            new Fault(3281, Kind.KILL_NODE, 1, 2, 2466),
            new Fault(3475, Kind.SPLIT, 59320, 0, 2166),
            new Fault(3478, Kind.CUT_PAIR, 1, 2, 215),
            new Fault(4382, Kind.KILL_NODE, 0, 1, 2042),
            new Fault(4434, Kind.PAUSE_NODE, 1, 0, 462)),
    /** A new leader chose a member by what it had reported before it lost its disk, and dropped the one that had everything. */
    STALE_POSITION(
            120_411,
            new Fault(4071, Kind.KILL_LEADER, 1, 0, 1363),
            new Fault(4153, Kind.LOG_UNAVAILABLE, 2, 1, 2524),
            new Fault(4251, Kind.PAUSE_PRIMARY, 2, 0, 838),
            new Fault(4323, Kind.WIPE_NODE, 1, 0, 504),
            new Fault(4744, Kind.ISOLATE_NODE, 2, 1, 2029),
            new Fault(4812, Kind.WIPE_NODE, 2, 0, 1138)),
    /** A primary on an image of its disk from before it was chosen reigned in its epoch once more. */
    SECOND_REIGN(103, new Fault(250, Kind.ROLL_BACK_DISK, 1, 862, 203), new Fault(777, Kind.KILL_PRIMARY, 1, 0, 153)),
    /** In mode memory, a node joined the in-sync set by what it had acked before it crashed. */
    ACKED_BEFORE_A_CRASH(
            Length.SHORT,
            1_100_080,
            new Fault(89, Kind.CUT_PAIR, 1, 0, 749),
            new Fault(424, Kind.KILL_PRIMARY, 2, 0, 256),
            new Fault(457, Kind.ISOLATE_PRIMARY, 1, 2, 517),
            new Fault(471, Kind.KILL_NODE, 1, 0, 183)),
    /** In mode memory, all crash, and one has a snapshot of what is gone: it must not be taken for a state of the log that is left. */
    SNAPSHOT_AHEAD(
            Length.SHORT,
            1_010_394,
            new Fault(885, Kind.KILL_PRIMARY, 3, 2, 122),
            new Fault(899, Kind.KILL_PRIMARY, 1, 2, 373),
            new Fault(899, Kind.KILL_PRIMARY, 3, 2, 491),
            new Fault(899, Kind.KILL_REPLICAS, 0, 1, 732)),
    /** In mode memory, all crash, and the primary, which is back with everything, is passed over as it had been out of reach. */
    PRIMARY_IS_BACK(
            2_001_360,
            new Fault(732, Kind.PAUSE_NODE, 2, 0, 279),
            new Fault(1132, Kind.LOG_UNAVAILABLE, 0, 0, 544),
            new Fault(1297, Kind.PAUSE_NODE, 2, 0, 900),
            new Fault(1722, Kind.BAD_WEATHER, 13, 45, 313),
            new Fault(2098, Kind.PAUSE_NODE, 1, 0, 1847),
            new Fault(2109, Kind.BAD_WEATHER, 45, 53, 1826),
            new Fault(2255, Kind.KILL_ALL, 2, 0, 244),
            new Fault(2272, Kind.ISOLATE_NODE, 1, 2, 726)),
    /** Data was given up in favour of a node of which others, which joined it, knew more to be committed than was committed there. */
    NEW_HISTORY(
            Length.SHORT,
            8_757_888,
            new Fault(30, Kind.ROLL_BACK_DISK, 0, 344, 141),
            new Fault(231, Kind.WIPE_NODE, 0, 2, 46),
            new Fault(288, Kind.KILL_LEADER, 1, 2, 2465),
            new Fault(374, Kind.PAUSE_NODE, 0, 0, 349),
            new Fault(562, Kind.KILL_NODE, 2, 0, 444),
            new Fault(581, Kind.ISOLATE_NODE, 1, 0, 671),
            new Fault(590, Kind.ACCEPT_DATA_LOSS, 0, 0, 0)),
    /** A member was chosen that had died, and lost its disk, right after its last report, though the old primary was back with everything. */
    CHOSEN_AFTER_ITS_DEATH(
            Length.SHORT,
            9_112_630,
            new Fault(30, Kind.ROLL_BACK_DISK, 1, 472, 61),
            new Fault(225, Kind.LEAVE, 1, 0, 110),
            new Fault(400, Kind.LEAVE, 0, 0, 28),
            new Fault(898, Kind.KILL_PRIMARY, 1, 0, 178),
            new Fault(899, Kind.WIPE_NODE, 1, 0, 560),
            new Fault(899, Kind.LOSE_ANSWERS, 768, 0, 1443)),
    /** Data was given up while a member that had everything, and whose address had refused connections, was back. */
    GIVEN_UP_TOO_SOON(
            Length.SHORT,
            11_686_604,
            new Fault(508, Kind.PAUSE_NODE, 0, 0, 379),
            new Fault(720, Kind.WIPE_NODE, 1, 0, 176),
            new Fault(899, Kind.SPLIT, 29_984, 0, 1096),
            new Fault(899, Kind.KILL_PRIMARY, 1, 0, 81),
            new Fault(913, Kind.ACCEPT_DATA_LOSS, 0, 0, 0));

    private final Length length;
    private final long seed;
    private final List<Fault> faults;

    Regression(long seed, Fault... faults) {
        this(Length.LONG, seed, faults);
    }

    Regression(Length length, long seed, Fault... faults) {
        this.length = length;
        this.seed = seed;
        this.faults = List.of(faults);
    }

    SimResult run() {
        return Simulation.run(
                seed,
                Simulation.settingsOf(seed, length)
                        .withNumbered(0)
                        .withExpiring(0)
                        .withTurns(0),
                faults);
    }
}
