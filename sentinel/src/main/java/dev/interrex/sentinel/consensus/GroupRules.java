package dev.interrex.sentinel.consensus;

import dev.interrex.proto.v1.ChangeGroup;
import dev.interrex.proto.v1.CommitMode;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.MemberBoot;
import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.NodeInfo;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When a state may follow another; each rule is a sentence of {@code raft.proto}. Pure and the same in every sentinel: a rule
 * that depended on a clock, on configuration or on the program's version would make the replicas of the log differ.
 */
final class GroupRules {
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    private GroupRules() {}

    /** Why {@code state} cannot be a group's first state; empty if it can. */
    static Optional<String> whyNotFirst(GroupState state) {
        if (state.getEpoch() != 1 || state.getVersion() != 1) {
            return Optional.of("a new group has epoch 1 and version 1");
        }
        return whyNotValid(state);
    }

    /** Why {@code change} cannot replace {@code current}; empty if it can. */
    static Optional<String> whyNotNext(GroupState current, ChangeGroup change) {
        GroupState next = change.getState();
        if (current.getEpoch() != change.getExpectedEpoch() || current.getVersion() != change.getExpectedVersion()) {
            return Optional.of("expected " + change.getExpectedEpoch() + ":" + change.getExpectedVersion() + ", found "
                    + current.getEpoch() + ":" + current.getVersion());
        }
        if (next.getVersion() != current.getVersion() + 1) {
            return Optional.of("the version must rise by one");
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
        return whyNotValid(next);
    }

    private static Optional<String> whyNotValid(GroupState state) {
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
        if (inSync.size() < state.getMinIsr()) {
            return Optional.of("an in-sync set of " + inSync.size() + " is below min-isr " + state.getMinIsr());
        }
        return Optional.empty();
    }
}
