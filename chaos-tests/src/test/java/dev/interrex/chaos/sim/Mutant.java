package dev.interrex.chaos.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A planted fault: one rule of the protocol broken by replacing a piece of production code.
 *
 * @param name what is broken
 * @param lives in which it shows: what {@link SeedRun} reads in front of a seed
 * @param edits all of them together
 */
record Mutant(String name, String lives, List<Edit> edits) {
    /**
     * @param file path of the source from the root of the tree
     * @param from must be in it exactly once
     */
    record Edit(String file, String from, String to) {}

    static Mutant of(String name, Edit... edits) {
        return new Mutant(name, "", List.of(edits));
    }

    /** Shows in groups of mode memory only, and where several nodes crash: there short lives will do, and many of them. */
    static Mutant inMemory(String name, Edit... edits) {
        return new Mutant(name, SeedRun.IN_MEMORY + SeedRun.SHORT, List.of(edits));
    }

    /** Shows where keys expire. */
    static Mutant expiring(String name, Edit... edits) {
        return new Mutant(name, SeedRun.EXPIRING, List.of(edits));
    }

    /** Shows where a loop executes several commands in a turn. */
    static Mutant inTurns(String name, Edit... edits) {
        return new Mutant(name, SeedRun.TURNS, List.of(edits));
    }

    /** Shows where the story leads to. */
    static Mutant in(Story story, String name, Edit... edits) {
        return new Mutant(name, story.name() + "/", List.of(edits));
    }

    private static Edit edit(String folder, String file, String from, String to) {
        return new Edit(folder + file + ".java", from, to);
    }

    static Edit core(String file, String from, String to) {
        return edit("node/src/main/java/dev/interrex/node/replication/core/", file, from, to);
    }

    static Edit engine(String file, String from, String to) {
        return edit("node/src/main/java/dev/interrex/node/engine/", file, from, to);
    }

    static Edit log(String file, String from, String to) {
        return edit("node/src/main/java/dev/interrex/node/log/", file, from, to);
    }

    static Edit persistence(String file, String from, String to) {
        return edit("node/src/main/java/dev/interrex/node/persistence/", file, from, to);
    }

    static Edit role(String from, String to) {
        return edit("node/src/main/java/dev/interrex/node/role/", "RoleMachine", from, to);
    }

    static Edit access(String from, String to) {
        return edit("node/src/main/java/dev/interrex/node/role/", "ClientAccess", from, to);
    }

    static Edit model(String file, String from, String to) {
        return edit("proto/src/main/java/dev/interrex/model/", file, from, to);
    }

    static Edit failover(String file, String from, String to) {
        return edit("sentinel/src/main/java/dev/interrex/sentinel/failover/", file, from, to);
    }

    static Edit consensus(String file, String from, String to) {
        return edit("sentinel/src/main/java/dev/interrex/sentinel/consensus/", file, from, to);
    }

    /** In the simulated drivers: shows that the invariants about what drivers do see something. */
    static Edit driver(String file, String from, String to) {
        return edit("chaos-tests/src/main/java/dev/interrex/chaos/sim/", file, from, to);
    }

    /** All of them. */
    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>(MutantsOfNodes.COMMIT);
        all.addAll(MutantsOfNodes.ROLE);
        all.addAll(MutantsOfNodes.LOG);
        all.addAll(MutantsOfSessions.ALL);
        all.addAll(MutantsOfExpiry.ALL);
        all.addAll(MutantsOfHealth.LEAVING);
        all.addAll(MutantsOfHealth.DISKS);
        all.addAll(MutantsOfSentinels.ALL);
        all.addAll(MutantsOfSentinels.DISKS);
        all.addAll(MutantsOfSentinels.DRIVERS);
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
