package dev.interrex.chaos.sim;

import static dev.interrex.chaos.sim.Mutant.access;
import static dev.interrex.chaos.sim.Mutant.core;
import static dev.interrex.chaos.sim.Mutant.in;
import static dev.interrex.chaos.sim.Mutant.model;
import static dev.interrex.chaos.sim.Mutant.of;
import static dev.interrex.chaos.sim.Mutant.role;

import java.util.List;

/** Rules of nodes, broken. */
final class MutantsOfNodes {
    private MutantsOfNodes() {}

    static final List<Mutant> COMMIT = List.of(
            of(
                    "commit without the followers' acks",
                    core("CommitRule", "committed = Math.min(committed, maximalFollowers.get(i).ackedLsn(mode));", "")),
            of(
                    "commit before the own disk has it",
                    core("CommitRule", "mode == CommitMode.DURABLE ? localDurableLsn : leo;", "leo;")),
            of(
                    "ack counts before it is synced (primary)",
                    core(
                            "FollowerProgress",
                            "Math.max(durableLsn, ack.durableLsn())",
                            "Math.max(durableLsn, ack.receivedLsn())")),
            of(
                    "ack before sync (replica)",
                    core("AcceptRule", "Math.min(durableLsn, endLsn), appliedLsn", "endLsn, appliedLsn")),
            of(
                    "ISR removal counted before its commit was seen",
                    core("CommitRule", "maximal.addAll(proposal.isr());", "maximal.retainAll(proposal.isr());")),
            of(
                    "ISR addition counted only when its commit was seen",
                    core("CommitRule", "maximal.addAll(proposal.isr());", "")),
            of(
                    "unanswered proposal taken for failed",
                    core("CommitRule", "proposals.add(change);", "proposals.clear();\n        proposals.add(change);")),
            of(
                    "recorded additions ignored",
                    core(
                            "CommitRule",
                            "proposals.clear();\n        rebuildMaximalSet(nowNanos);",
                            "proposals.clear();")),
            of(
                    "a newcomer need not hold what is committed",
                    core("CommitRule", "follower.ackedLsn(mode) >= Math.max(highWatermark, barrierEndLsn)", "true"),
                    core(
                            "CommitRule",
                            ": follower.closeFor(limits.isrRejoinNanos(), nowNanos))",
                            ": follower.connected())")),
            of(
                    "a newcomer need not hold the barrier",
                    core("CommitRule", "Math.max(highWatermark, barrierEndLsn)", "highWatermark")),
            of(
                    "what a new primary holds counts as committed",
                    core("CommitRule", "this.highWatermark = highWatermark;", "this.highWatermark = leo;")),
            of(
                    "high watermark told too early",
                    core("CommitRule", "return highWatermark;", "return Math.max(highWatermark, leo - 100);")),
            of(
                    "read without a lease",
                    core(
                            "CommitRule",
                            "if (!maximalFollowers.get(i).promiseHolds(limits.leaseNanos(), nowNanos)) {",
                            "if (maximalFollowers.isEmpty()) {")),
            of(
                    "lease longer than the promise",
                    core("ReplicationLimits", "return promiseNanos / 5 * 4;", "return promiseNanos * 3;")),
            of(
                    "lease counted from the ack's receipt",
                    core("FollowerProgress", "Math.max(ackedSendNanos, ack.echoSendNanos())", "nowNanos")));

    static final List<Mutant> ROLE = List.of(
            of("no promise wait", role(" && nowNanos - promisedUntilNanos >= 0) {", ") {")),
            in(
                    Story.LEASE_OUTLIVES_A_REIGN,
                    "acks promise nothing",
                    role(
                            "promisedUntilNanos = Math.max(promisedUntilNanos, receivedNanos + limits.promiseNanos());",
                            "")),
            of(
                    "a restart forgets the promise",
                    role(
                            "this.promisedUntilNanos = nowNanos + limits.promiseNanos();",
                            "this.promisedUntilNanos = nowNanos;")),
            of(
                    "every promotion taken for a switchover",
                    role("if (!news.handoverToken().isEmpty()) {", "if (news.epoch() > 0) {")),
            of("epoch not persisted", role("actions.persistEpoch(news.epoch());", "")),
            of(
                    "a restarted primary goes on in its epoch",
                    role("!newEpoch || news.choseAnother(boot)", "news.epoch() < 0")),
            of(
                    "reigns without what was committed",
                    role(
                            "news.commitMode() == CommitMode.DURABLE && actions.logEnd().lsn() < news.committedLsn()",
                            "news.epoch() < 0")),
            of(
                    "older epochs accepted",
                    role(
                            "if (!news.group().equals(group) || news.epoch() < epoch) {",
                            "if (!news.group().equals(group)) {"),
                    role(
                            "if (role != Role.REPLICA || streamEpoch != epoch) {\n"
                                    + "            return false;\n"
                                    + "        }\n"
                                    + "        heard",
                            "if (role != Role.REPLICA) {\n            return false;\n        }\n        heard"),
                    role(
                            "if (role != Role.REPLICA || streamEpoch != epoch) {\n"
                                    + "            return false;\n"
                                    + "        }\n"
                                    + "        promised",
                            "if (role != Role.REPLICA) {\n            return false;\n        }\n        promised")),
            of(
                    "hands over before the target holds all",
                    role(
                            "boolean targetHoldsAll =\n"
                                    + "                current.highWatermark() == current.leo() &&"
                                    + " current.ackedLsn(order.target) == current.leo();",
                            "boolean targetHoldsAll = true;"),
                    // Its answer to the order usually shows that it has everything.
                    role(
                            "current.answeredSince(order.target, order.beganNanos) ? null",
                            "order.beganNanos > 0 ? null")),
            in(
                    Story.TARGET_DIES,
                    "hands over by acks from before the order",
                    role(
                            "current.answeredSince(order.target, order.beganNanos) ? null",
                            "order.beganNanos > 0 ? null")),
            Mutant.inMemory(
                    "a new history begins with what is not synced",
                    role("if (news.gaveUpSince(actions.logEnd().epoch())) {", "if (news.epoch() < 0) {")),
            of(
                    "writes go on during a switchover",
                    role(
                            "return role == Role.HANDED_OVER || (role == Role.PRIMARY && switchover != null);",
                            "return false;"),
                    access(
                            "case HANDED_OVER -> undecided ? Answer.UNASSIGNED : Answer.PARKS_ALL;",
                            "case HANDED_OVER -> Answer.SERVES;")),
            in(
                    Story.NOBODY_SUCCEEDS,
                    "clients of a primary that handed over wait for ever for an epoch",
                    access("undecided |= gaveUpLease && nowNanos - undecidedUntilNanos >= 0;", "")),
            in(
                    Story.SUCCEEDS_ITSELF,
                    "a primary that succeeds itself keeps its clients waiting",
                    access("public void serving() {\n        endHold();", "public void serving() {")),
            in(
                    Story.SUCCESSOR_DIES,
                    "clients wait for a successor for ever",
                    access("if (holding && nowNanos - heldUntilNanos >= 0) {", "if (nowNanos == 0) {")),
            of(
                    "clients wait for ever at a node that was expected to be the next",
                    access("if (expecting && nowNanos - expectedUntilNanos >= 0) {", "if (nowNanos == 0) {")),
            of(
                    "lease kept at the switchover",
                    role("current.giveUpLease();\n            role = Role.HANDED_OVER;", "")));

    static final List<Mutant> LOG = List.of(
            of(
                    "truncation by high watermark",
                    core(
                            "FollowRule",
                            "long common = primary.history.commonPrefix(primary.leo, follower.history, follower.leo);",
                            "long common = Math.min(follower.highWatermark, primary.leo);")),
            of(
                    "logs compared by length, prevEpoch not checked",
                    core(
                            "FollowRule",
                            "long common = primary.history.commonPrefix(primary.leo, follower.history, follower.leo);",
                            "long common = Math.min(primary.leo, follower.leo);"),
                    core("AcceptRule", "if (mine.history.epochAt(cut.lsn()) != cut.epoch()) {", "if (cut.lsn() < 0) {"),
                    core("AcceptRule", "prevLsn == end.lsn() && prevEpoch == end.epoch()", "prevLsn == end.lsn()")),
            of(
                    "a follower keeps its longer log",
                    core(
                            "AcceptRule",
                            "return cut.lsn() < mine.end.lsn() ? new Handshake.Cut(cut) : new Handshake.Continue();",
                            "return new Handshake.Continue();"),
                    core("AcceptRule", "prevLsn == end.lsn() && prevEpoch == end.epoch()", "prevLsn <= end.lsn()")),
            of(
                    "prevLsn not checked",
                    core("AcceptRule", "prevLsn == end.lsn() && prevEpoch == end.epoch()", "prevEpoch <= end.epoch()")),
            of(
                    "replica applies above the high watermark",
                    core("AcceptRule", "return Math.min(primaryHighWatermark, endLsn);", "return endLsn;")),
            in(
                    Story.FOLLOWS_AN_EARLIER_REIGN,
                    "a primary follows requests of any epoch, a replica takes any epoch",
                    core("FollowRule", "if (followedEpoch != epoch) {", "if (followedEpoch > epoch) {"),
                    core(
                            "AcceptRule",
                            "if (acceptedEpoch != epoch || cut.lsn() > mine.end.lsn()) {",
                            "if (cut.lsn() > mine.end.lsn()) {"),
                    core("AcceptRule", "if (appendEpoch != epoch) {", "if (appendEpoch < 0) {")),
            of(
                    "new epochs not noted in the history",
                    model("EpochHistory", "if (epoch == lastEpoch()) {", "if (!starts.isEmpty()) {")),
            of(
                    "a truncated history keeps what was cut",
                    model(
                            "EpochHistory",
                            "kept.removeIf(start -> start.startLsn >= lsn);",
                            "kept.removeIf(start -> start.startLsn > lsn + 1_000_000);")),
            of(
                    "common prefix by the end of one log only",
                    model(
                            "EpochHistory",
                            "return Math.min(endOf(i, leo), other.endOf(j, otherLeo));",
                            "return Math.min(otherLeo, endOf(i, leo));")),
            of(
                    "incarnation ignored",
                    model(
                            "MemberId",
                            "    @Override\n    public String toString() {",
                            "    @Override\n"
                                    + "    public boolean equals(Object o) {\n"
                                    + "        return o instanceof MemberId m && m.nodeId.equals(nodeId);\n"
                                    + "    }\n\n"
                                    + "    @Override\n"
                                    + "    public int hashCode() {\n"
                                    + "        return nodeId.hashCode();\n"
                                    + "    }\n\n"
                                    + "    @Override\n"
                                    + "    public String toString() {"),
                    Mutant.consensus(
                            "GroupRules",
                            "if (!next.getPrimary().equals(current.getPrimary())) {",
                            "if (!next.getPrimary().getNodeId().equals(current.getPrimary().getNodeId())) {"),
                    Mutant.failover(
                            "Succession", "if (facts.blank()) {", "if (facts.blank() && topology.epoch() == 0) {")));
}
