package dev.interrex.sentinel.promotion;

import dev.interrex.proto.v1.AbortSwitchover;
import dev.interrex.proto.v1.BeginSwitchover;
import dev.interrex.proto.v1.IsrRefused;
import dev.interrex.proto.v1.PrepareSwitchover;
import dev.interrex.proto.v1.SentinelMessage;
import dev.interrex.sentinel.failover.Action;
import dev.interrex.wire.TopologyWire;

/** What the leading sentinel tells single nodes, as messages. */
final class NodeOrders {
    private NodeOrders() {}

    static SentinelMessage prepare(String group, Action.PrepareSwitchover order) {
        return SentinelMessage.newBuilder()
                .setPrepareSwitchover(PrepareSwitchover.newBuilder()
                        .setGroup(group)
                        .setToken(order.token())
                        .setEpoch(order.epoch())
                        .setTarget(TopologyWire.toWire(order.target())))
                .build();
    }

    static SentinelMessage begin(String group, Action.BeginSwitchover order) {
        return SentinelMessage.newBuilder()
                .setBeginSwitchover(BeginSwitchover.newBuilder()
                        .setGroup(group)
                        .setToken(order.token())
                        .setEpoch(order.epoch())
                        .setTarget(TopologyWire.toWire(order.target()))
                        .setTimeoutMs((int) order.timeoutMs()))
                .build();
    }

    static SentinelMessage abort(String group, String token) {
        return SentinelMessage.newBuilder()
                .setAbortSwitchover(AbortSwitchover.newBuilder().setGroup(group).setToken(token))
                .build();
    }

    static SentinelMessage refused(String group, String proposalId, String reason) {
        return SentinelMessage.newBuilder()
                .setIsrRefused(IsrRefused.newBuilder()
                        .setGroup(group)
                        .setProposalId(proposalId)
                        .setReason(reason))
                .build();
    }
}
