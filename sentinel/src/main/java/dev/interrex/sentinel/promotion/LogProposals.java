package dev.interrex.sentinel.promotion;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import dev.interrex.proto.v1.RaftCommand;
import dev.interrex.sentinel.consensus.LogUnavailableException;
import dev.interrex.sentinel.consensus.ProposalOutcome;
import dev.interrex.sentinel.consensus.RaftCommands;
import dev.interrex.sentinel.consensus.TopologyLog;
import dev.interrex.sentinel.failover.GroupFailover;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a machine's proposals to the log, and the log's answers back to the machine, on the loop. */
final class LogProposals {
    private static final Logger LOG = LoggerFactory.getLogger(LogProposals.class);

    private final TopologyLog log;
    private final Executor loop;
    private final LongSupplier nowMs;

    LogProposals(TopologyLog log, Executor loop, LongSupplier nowMs) {
        this.log = log;
        this.loop = loop;
        this.nowMs = nowMs;
    }

    /** @param afterwards is run when the machine has heard of the outcome */
    void create(GroupFailover machine, String proposalId, GroupTopology state, Runnable afterwards) {
        LOG.info("proposing to create {}", state);
        propose(machine, proposalId, RaftCommands.create(proposalId, state), afterwards);
    }

    void change(GroupFailover machine, String id, GroupTopology expected, GroupTopology state, Runnable afterwards) {
        LOG.info("proposing for group {}: {}", state.group(), difference(expected, state));
        propose(machine, id, RaftCommands.change(id, expected, state), afterwards);
    }

    /** An operator's order; the log keeps who gave it. */
    void acceptDataLoss(
            GroupFailover machine, String id, GroupTopology expected, GroupTopology state, Runnable afterwards) {
        LOG.warn(
                "proposing a new history for group {}: {}",
                state.group(),
                state.losses().getLast());
        propose(machine, id, RaftCommands.acceptDataLoss(id, expected, state), afterwards);
    }

    private void propose(GroupFailover machine, String id, RaftCommand command, Runnable afterwards) {
        try {
            report(machine, id, log.propose(command), afterwards);
        } catch (IllegalArgumentException e) {
            LOG.error("the log does not take proposal {}: {}", id, e.getMessage());
            machine.onNotProposed(id, nowMs.getAsLong());
        }
    }

    private void report(
            GroupFailover machine, String id, CompletableFuture<ProposalOutcome> outcome, Runnable afterwards) {
        outcome.whenCompleteAsync(
                (answer, failure) -> {
                    if (failure == null) {
                        tell(machine, id, answer);
                    } else {
                        LOG.warn("the log failed on a proposal", failure);
                        machine.onUnknown(id, nowMs.getAsLong());
                    }
                    afterwards.run();
                },
                loop);
    }

    private void tell(GroupFailover machine, String id, ProposalOutcome outcome) {
        long now = nowMs.getAsLong();
        switch (outcome) {
            case ProposalOutcome.Applied(GroupTopology state) -> machine.onApplied(id, state, now);
            case ProposalOutcome.Rejected(Optional<GroupTopology> obstacle, String reason) -> {
                LOG.info("proposal {} was refused: {}", id, reason);
                machine.onRejected(id, obstacle, now);
            }
            case ProposalOutcome.NotLeader(Optional<String> leader) -> {
                LOG.info("proposal {} was not made: the leader is {}", id, leader.orElse("unknown"));
                machine.onNotProposed(id, now);
            }
            case ProposalOutcome.Unknown(String reason) -> {
                LOG.warn("fate of proposal {} is unknown ({}); looking it up", id, reason);
                machine.onUnknown(id, now);
            }
        }
    }

    void read(GroupFailover machine, String group, Runnable afterwards) {
        log.linearizableRead()
                .whenCompleteAsync(
                        (groups, failure) -> {
                            if (failure == null) {
                                machine.onRead(Optional.ofNullable(groups.get(group)), nowMs.getAsLong());
                            } else {
                                logFailedRead(failure);
                                machine.onReadFailed(nowMs.getAsLong());
                            }
                            afterwards.run();
                        },
                        loop);
    }

    private static void logFailedRead(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof LogUnavailableException) {
            LOG.warn("the log cannot be read: {}", cause.getMessage());
        } else {
            LOG.warn("the log failed on a read", failure);
        }
    }

    private static String nodes(GroupTopology before, GroupTopology after) {
        return before.nodes().equals(after.nodes()) && before.spares().equals(after.spares())
                ? ""
                : ", nodes " + names(after.nodes()) + ", spares "
                        + names(after.spares().nodes()) + ", replacements "
                        + after.spares().replacements();
    }

    private static List<String> names(List<NodeAddress> nodes) {
        return nodes.stream().map(NodeAddress::nodeId).toList();
    }

    private static String difference(GroupTopology before, GroupTopology after) {
        return "(" + before.epoch() + ", " + before.version() + ") -> (" + after.epoch() + ", " + after.version()
                + "), primary " + before.primary() + " -> " + after.primary() + ", in-sync " + before.isr() + " -> "
                + after.isr() + nodes(before, after);
    }
}
