package dev.interrex.chaos.sim;

import static dev.interrex.chaos.sim.Mutant.core;
import static dev.interrex.chaos.sim.Mutant.driver;
import static dev.interrex.chaos.sim.Mutant.failover;
import static dev.interrex.chaos.sim.Mutant.in;
import static dev.interrex.chaos.sim.Mutant.of;
import static dev.interrex.chaos.sim.Mutant.persistence;

import java.util.List;

/** Rules about members that take their leave, and about disks that do not keep up, broken. */
final class MutantsOfHealth {
    private MutantsOfHealth() {}

    static final List<Mutant> LEAVING = List.of(
            of(
                    "who leaves does not count from the moment it says so",
                    core(
                            "CommitRule",
                            "progress(member, nowNanos).leaves();",
                            "progress(member, nowNanos).leaves();\n"
                                    + "        maximalFollowers = new ArrayList<>(maximalFollowers);\n"
                                    + "        maximalFollowers.removeIf(gone -> gone.member().equals(member));\n"
                                    + "        advance();")),
            in(
                    Story.PRIMARY_LEAVES,
                    "a primary that is told to stop does not hand over",
                    failover("SwitchoverDesk", "!facts.leaving() ||", "!facts.leaving() || facts.epoch() > 0 ||")),
            in(
                    Story.REPLICA_LEAVES,
                    "who leaves stays in the in-sync set",
                    core("FollowerProgress", "return leaving || silent || stuck;", "return silent || stuck;")),
            in(
                    Story.REPLICA_LEAVES,
                    "driver: a replica that leaves ends before that is recorded",
                    driver("Departing", "return !countedOn;", "return true;")));

    static final List<Mutant> DISKS = List.of(
            in(
                    Story.DISK_HANGS,
                    "a disk that does not answer counts as healthy",
                    persistence(
                            "DiskPace",
                            "return began != NEVER && nowNanos - began >= limits.stallMs * MS;",
                            "return false;")),
            of(
                    "a disk that answered counts as one that does not",
                    persistence("DiskPace", "        }\n        beganNanos = NEVER;", "        }")),
            in(
                    Story.DISK_IS_SLOW,
                    "a disk that was slow is not remembered",
                    persistence(
                            "DiskPace",
                            "|| last != NEVER && nowNanos - last < limits.memoryMs * MS;",
                            "|| last > nowNanos;")),
            in(
                    Story.DISK_IS_SLOW,
                    "a switchover goes to a slow disk",
                    failover(
                            "Succession",
                            "PREFERRED_FIRST = Comparator.comparing(Candidate::diskSlow)",
                            "PREFERRED_FIRST = Comparator.comparing((Candidate one) -> false)")));
}
