package dev.interrex.sentinel;

import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.ChangeSentinelsRequest;
import dev.interrex.proto.v1.FailoverReply;
import dev.interrex.proto.v1.FailoverRequest;
import dev.interrex.sentinel.admin.SentinelChanges;
import dev.interrex.sentinel.admin.Switchovers;
import dev.interrex.sentinel.view.SwitchoverDoor;
import dev.interrex.wire.TopologyWire;
import io.grpc.Status;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Leads from the facade to what the admin service knows how to do. Any thread. */
record LiveDoor(Switchovers switchovers, SentinelChanges sentinels) implements SwitchoverDoor {
    @Override
    public CompletionStage<Answer> switchOver(String group, String toNodeId) {
        FailoverRequest request =
                FailoverRequest.newBuilder().setGroup(group).setToNode(toNodeId).build();
        return switchovers
                .begin(request, true)
                .handle((reply, failure) -> failure == null ? done(reply) : notDone(failure));
    }

    @Override
    public CompletionStage<Answer> changeSentinels(Optional<SentinelAddress> add, String remove) {
        ChangeSentinelsRequest.Builder request =
                ChangeSentinelsRequest.newBuilder().setRemove(remove);
        add.map(TopologyWire::toWire).ifPresent(request::setAdd);
        return sentinels
                .begin(request.build(), true)
                .handle((reply, failure) -> failure == null ? new Answer.Done("") : notDone(failure));
    }

    private static Answer done(FailoverReply reply) {
        return new Answer.Done(reply.getRecord().getNewPrimary());
    }

    private static Answer notDone(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String reason = Objects.requireNonNullElse(
                status.getDescription(), status.getCode().name());
        return switch (status.getCode()) {
            case FAILED_PRECONDITION, NOT_FOUND, UNAVAILABLE, INVALID_ARGUMENT -> new Answer.NotDone(reason);
            default -> new Answer.Unknown(reason);
        };
    }
}
