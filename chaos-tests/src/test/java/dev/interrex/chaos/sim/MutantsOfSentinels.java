package dev.interrex.chaos.sim;

import static dev.interrex.chaos.sim.Mutant.consensus;
import static dev.interrex.chaos.sim.Mutant.core;
import static dev.interrex.chaos.sim.Mutant.driver;
import static dev.interrex.chaos.sim.Mutant.failover;
import static dev.interrex.chaos.sim.Mutant.in;
import static dev.interrex.chaos.sim.Mutant.inMemory;
import static dev.interrex.chaos.sim.Mutant.inTurns;
import static dev.interrex.chaos.sim.Mutant.of;
import static dev.interrex.chaos.sim.Mutant.role;

import java.util.List;

/** Rules of sentinels, broken; and what drivers must do, undone. */
final class MutantsOfSentinels {
    private MutantsOfSentinels() {}

    private static final String EVERY_NODE = "for (MemberId member : topology.nodes().stream().map(node ->"
            + " sight.of(node.nodeId()).facts()).filter(seen -> seen != null).map(NodeFacts::member).toList()) {";

    static final List<Mutant> ALL = List.of(
            of(
                    "whoever has the longest log is promoted, in sync or not",
                    failover("Succession", "for (MemberId member : topology.isr()) {", EVERY_NODE),
                    failover(
                            "Succession",
                            "        return new GroupTopology(",
                            "        isr = new ArrayList<>(isr);\n"
                                    + "        if (!isr.contains(primary)) {\n"
                                    + "            isr.removeIf(m -> m.nodeId().equals(primary.nodeId()));\n"
                                    + "            isr.add(primary);\n"
                                    + "        }\n"
                                    + "        return new GroupTopology("),
                    consensus(
                            "GroupRules",
                            "if (!current.getIsrList().contains(next.getPrimary())) {",
                            "if (next.getEpoch() == 0) {"),
                    consensus(
                            "GroupRules",
                            "if (next.getEpoch() > current.getEpoch() &&"
                                    + " !current.getIsrList().containsAll(next.getIsrList())) {",
                            "if (next.getEpoch() == 0) {")),
            of(
                    "min-isr ignored",
                    core(
                            "CommitRule",
                            "if (topology.isr().size() < topology.minIsr()) {",
                            "if (topology.isr().isEmpty()) {"),
                    core("CommitRule", "if (wanted.size() < topology.minIsr() || ", "if ("),
                    failover(
                            "IsrRule",
                            "if (request.isr().size() < topology.minIsr()) {",
                            "if (request.isr().isEmpty()) {"),
                    consensus("GroupRules", "if (inSync.size() < fewestInSync) {", "if (inSync.isEmpty()) {")),
            of(
                    "compare-and-set without compare",
                    consensus(
                            "GroupRules",
                            "if (current.getEpoch() != expectedEpoch || current.getVersion() != expectedVersion) {",
                            "if (current.getEpoch() < 0) {"),
                    consensus(
                            "GroupRules", "return nextVersion == current.getVersion() + 1", "return nextVersion >= 0"),
                    consensus(
                            "GroupRules", "if (next.getEpoch() < current.getEpoch()) {", "if (next.getEpoch() < 0) {")),
            of(
                    "a failover keeps the epoch",
                    failover("Succession", "topology.epoch() + 1,", "topology.epoch(),"),
                    consensus(
                            "GroupRules",
                            "if (next.getEpoch() == current.getEpoch()) {",
                            "if (next.getEpoch() < 0) {")),
            of(
                    "a failover calls itself a switchover",
                    failover(
                            "Succession",
                            "return nextReign(topology, successor, isr, \"\");",
                            "return nextReign(topology, successor, isr, \"planned\");")),
            of(
                    "a switchover is proposed before the lease was given up",
                    failover(
                            "SwitchoverDesk",
                            "if (running.step == Handover.Step.READY) {",
                            "if (running.step != Handover.Step.COMMITTED) {")),
            of(
                    "a successor is deposed before anybody could hear it",
                    failover(
                            "DeposeRule", "return primary.majoritySuspectsMs() < reign.beganMs()", "return nowMs < 0")),
            of(
                    "a failover always drops the old primary",
                    failover(
                            "Succession",
                            "boolean mustStay = old.equals(successor) || topology.isr().size() - 1 <"
                                    + " topology.minIsr();",
                            "boolean mustStay = old.equals(successor);")),
            of(
                    "a restarted primary is left in its epoch",
                    failover("DeposeRule", "? Cause.RESTARTED : null;", "? null : null;")),
            of(
                    "a primary whose data is gone is left",
                    failover("DeposeRule", "return Cause.DATA_REPLACED;", "return null;")),
            of(
                    "a lost proposal is waited for, for ever",
                    failover(
                            "ProposalSlot",
                            "            state = State.UNRESOLVED;\n            notBeforeMs = nowMs;",
                            "            notBeforeMs = nowMs;"),
                    failover(
                            "ProposalSlot",
                            "if (state == State.PROPOSED && nowMs",
                            "if (state == State.READING && nowMs")),
            of(
                    "the fate of a lost proposal is read from an old copy",
                    failover("ProposalSlot", "return state != State.FREE && id.equals(proposalId);", "return false;"),
                    failover("ProposalSlot", "return state == State.READING;", "return false;")));

    static final List<Mutant> DISKS = List.of(
            of(
                    "who died after its last report is chosen",
                    failover("Succession", "seen.gone() ? null : heard", "heard")),
            of(
                    "data is given up while it is uncertain whether a member is gone",
                    failover("DataLossRule", "if (!field.doubtful().isEmpty()) {", "if (now.epoch() < 0) {")),
            of(
                    "an epoch given to an earlier start of the process is served in",
                    role("!newEpoch || news.choseAnother(boot)", "!newEpoch")),
            of(
                    "an older disk is not told by its log's end",
                    failover(
                            "Committed",
                            "return facts.end().lsn() < lsn || facts.end().epoch() < epoch;",
                            "return false;")),
            inMemory(
                    "who started again joins by what it had acked",
                    failover("IsrRule", "if (request.restarted(facts.boot())) {", "if (facts.blank()) {")),
            inMemory(
                    "mode memory: who may be back is not asked",
                    failover("Succession", " || (!anyHasAll && seen.mayBeBack())) {", ") {")),
            inMemory(
                    "mode memory: a primary that is back with everything is passed over",
                    failover("Succession", " && !isBack(topology, facts)) {", ") {")),
            of(
                    "data is given up though a member has it",
                    failover("DataLossRule", "if (!primaryMustGo) {", "if (now.epoch() < 0) {"),
                    failover("DataLossRule", "if (!field.candidates().isEmpty()) {", "if (now.epoch() < 0) {")));

    static final List<Mutant> DRIVERS = List.of(
            of(
                    "driver: a snapshot without its log time",
                    driver("Storage", "logTime.holds(newest == null ? 0 : newest.logTimeMs());", "")),
            inMemory(
                    "driver: a snapshot is not known to be committed",
                    driver(
                            "Storage",
                            "disk.highWatermark(), newest == null ? 0 : newest.position().lsn());",
                            "disk.highWatermark(), 0);")),
            in(
                    Story.ACKS_BEFORE_IT_HEARS,
                    "driver: an ack echoes an earlier primary's clock",
                    driver("Following", "echoSendNanos = FollowerAck.NO_ECHO;", "")),
            of(
                    "driver: reply before commit",
                    driver(
                            "Serving",
                            "return reply.told.lsn() <= node.storage().highWatermark()\n",
                            "return reply.told.lsn() >= 0\n")),
            inTurns(
                    "driver: what this turn executed is left out when the lease is given up",
                    driver(
                            "SimNode",
                            "        onAppended();\n        handovers.ordered(",
                            "        handovers.ordered(")),
            of(
                    "driver: what was executed is refused at a demotion",
                    driver(
                            "Serving",
                            "node.world.network().send(node, reply.op.client, () ->"
                                    + " reply.op.client.onClosed(reply.attempt));",
                            "refuse(reply.op, reply.attempt);")),
            of(
                    "driver: memory not rebuilt after a cut",
                    driver("Storage", "if (memory.applied() > size) {", "if (memory.applied() < 0) {")),
            of(
                    "driver: record times from the wall clock",
                    driver("Storage", "return logTime.next(node.wallClockMs());", "return node.wallClockMs();")),
            of(
                    "driver: a snapshot of what is not committed",
                    driver("Storage", "if (highWatermark >= running.position().lsn()) {", "if (highWatermark >= 0) {")),
            of(
                    "driver: MULTI writes one key",
                    driver(
                            "Memory",
                            "if (entry.otherKey != Entry.NO_KEY) {",
                            "if (entry.otherKey != Entry.NO_KEY && entry.index % 2 == 0) {")),
            of(
                    "driver: acks after a cut speak of the old log",
                    driver("Storage", "if (generation == logGeneration) {", "if (generation >= 0) {")));
}
