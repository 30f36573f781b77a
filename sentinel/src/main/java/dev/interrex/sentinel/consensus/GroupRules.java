package dev.interrex.sentinel.consensus;

import dev.interrex.proto.v1.AcceptDataLoss;
import dev.interrex.proto.v1.ChangeGroup;
import dev.interrex.proto.v1.CommitMode;
import dev.interrex.proto.v1.DataLoss;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.MemberBoot;
import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.NodeInfo;
import dev.interrex.proto.v1.Replacement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When a state may follow another; each rule is a sentence of {@code raft.proto}. Pure and the same in every sentinel: a rule
 * that depended on a clock, on configuration or on the program's version would make the replicas of the log differ.
 */
final class GroupRules {
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    /** Data losses that a group may have had; more is a mistake of another kind. */
    private static final int MOST_LOSSES = 64;

    private GroupRules() {}

    /** Why {@code state} cannot be a group's first state; empty if it can. */
    static Optional<String> whyNotFirst(GroupState state) {
        if (state.getEpoch() != 1 || state.getVersion() != 1) {
            return Optional.of("a new group has epoch 1 and version 1");
        }
        if (state.getLossesCount() > 0) {
            return Optional.of("a new group has lost nothing");
        }
        return whyNotValid(state, state.getMinIsr());
    }

    /** Why {@code change} cannot replace {@code current}; empty if it can. */
    static Optional<String> whyNotNext(GroupState current, ChangeGroup change) {
        GroupState next = change.getState();
        Optional<String> outdated =
                whyNotBehind(current, change.getExpectedEpoch(), change.getExpectedVersion(), next.getVersion());
        if (outdated.isPresent()) {
            return outdated;
        }
        if (next.getEpoch() < current.getEpoch()) {
            return Optional.of("the epoch must not fall");
        }
        if (!next.getPrimary().equals(current.getPrimary())) {
            if (next.getEpoch() == current.getEpoch()) {
                return Optional.of("another primary needs a higher epoch");
            }
            if (!current.getIsrList().contains(next.getPrimary())) {
                return Optional.of("the new primary was not in the in-sync set");
            }
        }
        if (next.getEpoch() > current.getEpoch() && !current.getIsrList().containsAll(next.getIsrList())) {
            return Optional.of("a new reign begins with members of the replaced in-sync set only");
        }
        if (!next.getLossesList().equals(current.getLossesList())) {
            return Optional.of("what was lost is a matter of record");
        }
        for (MemberId member : next.getIsrList()) {
            if (!current.getIsrList().contains(member) && isReplaced(current, member)) {
                return Optional.of("a spare has taken the place of " + member.getNodeId());
            }
        }
        Optional<String> forgotten = whyForgotten(current, next);
        // An in-sync set that a data loss left too small may grow, and stay, but not shrink.
        int fewest = Math.min(next.getMinIsr(), current.getIsrCount());
        return forgotten.isPresent() ? forgotten : whyNotValid(next, fewest);
    }

    /** Why {@code change} cannot begin a new history in place of {@code current}; empty if it can. */
    static Optional<String> whyNotAfterLoss(GroupState current, AcceptDataLoss change) {
        GroupState next = change.getState();
        Optional<String> outdated =
                whyNotBehind(current, change.getExpectedEpoch(), change.getExpectedVersion(), next.getVersion());
        if (outdated.isPresent()) {
            return outdated;
        }
        if (next.getEpoch() <= current.getEpoch() || !next.getHandoverToken().isEmpty()) {
            return Optional.of("a new history needs a higher epoch, and is no switchover");
        }
        int losses = current.getLossesCount();
        if (losses == MOST_LOSSES
                || next.getLossesCount() != losses + 1
                || !next.getLossesList().subList(0, losses).equals(current.getLossesList())) {
            return Optional.of("a new history records one loss more, at most " + MOST_LOSSES);
        }
        DataLoss loss = next.getLosses(losses);
        if (loss.getRequestedBy().isEmpty()
                || loss.getEpoch() != next.getEpoch()
                || !loss.getSurvivor().equals(next.getPrimary())) {
            return Optional.of("a data loss names its epoch, who asked for it, and the survivor, who is primary");
        }
        if (!next.getIsrList().equals(List.of(next.getPrimary()))) {
            return Optional.of("a new history begins with its survivor alone");
        }
        for (MemberId member : current.getIsrList()) {
            if (!member.equals(next.getPrimary()) && !loss.getAbandonedList().contains(member)) {
                return Optional.of("member " + member.getNodeId() + " of the old history is not abandoned");
            }
        }
        return whyNotValid(next, 1);
    }

    private static boolean isReplaced(GroupState state, MemberId member) {
        return state.getReplacementsList().stream()
                .anyMatch(each -> each.getLost().equals(member.getNodeId()));
    }

    private static Optional<String> whyNotSpare(GroupState state, Set<String> nodes) {
        for (Replacement replacement : state.getReplacementsList()) {
            if (!nodes.contains(replacement.getLost()) || !nodes.contains(replacement.getSpare())) {
                return Optional.of("a replacement names two nodes of the group");
            }
        }
        Set<String> all = new HashSet<>(nodes);
        return state.getSparesList().stream()
                .map(NodeInfo::getNodeId)
                .filter(nodeId -> !all.add(nodeId))
                .findFirst()
                .map(nodeId -> "spare " + nodeId + " is named twice, or a node of the group");
    }

    private static Optional<String> whyNotBehind(
            GroupState current, long expectedEpoch, long expectedVersion, long nextVersion) {
        if (current.getEpoch() != expectedEpoch || current.getVersion() != expectedVersion) {
            return Optional.of("expected " + expectedEpoch + ":" + expectedVersion + ", found " + current.getEpoch()
                    + ":" + current.getVersion());
        }
        return nextVersion == current.getVersion() + 1 ? Optional.empty() : Optional.of("the version must rise by one");
    }

    private static Optional<String> whyForgotten(GroupState current, GroupState next) {
        boolean mayHaveLost =
                next.getCommitMode() == CommitMode.COMMIT_MODE_MEMORY && next.getEpoch() > current.getEpoch();
        if (next.getCommittedLsn() < current.getCommittedLsn() && !mayHaveLost) {
            return Optional.of("what is committed stays committed: " + current.getCommittedLsn());
        }
        for (MemberBoot boot : next.getBootsList()) {
            if (current.getBootsList().stream()
                    .anyMatch(seen -> seen.getMember().equals(boot.getMember())
                            && seen.getBootCounter() > boot.getBootCounter())) {
                return Optional.of("the starts of " + boot.getMember().getNodeId() + " must not fall");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> whyNotValid(GroupState state, int fewestInSync) {
        if (!GROUP_NAME.matcher(state.getGroup()).matches()) {
            return Optional.of("a group's name is 1 to 63 letters, digits, dots, underscores and hyphens");
        }
        if (state.getMinIsr() < 1) {
            return Optional.of("min-isr is at least 1");
        }
        Set<String> nodes = new HashSet<>();
        for (NodeInfo node : state.getNodesList()) {
            if (!nodes.add(node.getNodeId())) {
                return Optional.of("two nodes named " + node.getNodeId());
            }
        }
        Optional<String> notSpare = whyNotSpare(state, nodes);
        if (notSpare.isPresent()) {
            return notSpare;
        }
        Set<String> inSync = new HashSet<>();
        for (MemberId member : state.getIsrList()) {
            if (member.getIncarnation().isEmpty()) {
                return Optional.of("member " + member.getNodeId() + " without an incarnation");
            }
            if (!nodes.contains(member.getNodeId())) {
                return Optional.of("member " + member.getNodeId() + " is not a node of the group");
            }
            if (!inSync.add(member.getNodeId())) {
                return Optional.of("node " + member.getNodeId() + " is in the in-sync set twice");
            }
        }
        if (!state.getIsrList().contains(state.getPrimary())) {
            return Optional.of("the primary is not in the in-sync set");
        }
        if (inSync.size() < fewestInSync) {
            return Optional.of("an in-sync set of " + inSync.size() + " is below min-isr " + state.getMinIsr());
        }
        for (DataLoss loss : state.getLossesList()) {
            if (loss.getAbandonedList().stream().anyMatch(state.getIsrList()::contains)) {
                return Optional.of("a member of a history that was given up is in the in-sync set");
            }
        }
        return Optional.empty();
    }
}
