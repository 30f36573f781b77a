package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;

/** What the machine wants done. Its driver executes actions in order and reports outcomes back. */
public sealed interface Action {
    /** Propose to create the group; answer with {@link GroupFailover#onApplied}, {@code onRejected}, {@code onUnknown}. */
    record ProposeCreate(String proposalId, GroupTopology state) implements Action {}

    /** Propose to replace {@code expected}; answered in the same way. */
    record ProposeChange(String proposalId, GroupTopology expected, GroupTopology state) implements Action {}

    /** Propose to replace {@code expected} by a new history; answered in the same way. */
    record ProposeDataLoss(String proposalId, GroupTopology expected, GroupTopology state) implements Action {}

    /** Read the group linearizably; answer with {@link GroupFailover#onRead} or {@code onReadFailed}. */
    record Read() implements Action {}

    /** Ask every node of the group for a report now. */
    record AskForReports() implements Action {}

    /** Tell the node that its in-sync set was not proposed, and why. */
    record RefuseIsr(String nodeId, String proposalId, String reason) implements Action {}

    /** Tell every node of the group that a switchover to {@code target} is about to begin. Repeated until all are prepared. */
    record PrepareSwitchover(String token, long epoch, MemberId target) implements Action {}

    /** Tell the primary to hand over to {@code target}. Repeated with the same token until it answers. */
    record BeginSwitchover(String nodeId, String token, long epoch, MemberId target, long timeoutMs)
            implements Action {}

    /** Tell the primary to forget it. */
    record AbortSwitchover(String nodeId, String token) implements Action {}

    /** Answer whoever asked for a switchover. */
    record AnswerSwitchover(String requestId, SwitchoverAnswer answer) implements Action {}
}
