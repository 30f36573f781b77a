package dev.interrex.sentinel.consensus;

import com.google.protobuf.ByteString;
import dev.interrex.model.GroupTopology;
import dev.interrex.proto.v1.AcceptDataLoss;
import dev.interrex.proto.v1.ChangeGroup;
import dev.interrex.proto.v1.CreateGroup;
import dev.interrex.proto.v1.RaftCommand;
import dev.interrex.wire.TopologyWire;

/** Builds the commands of the sentinels' log. */
public final class RaftCommands {
    /** A larger command is refused: a group has a handful of nodes, so it could only be a mistake. */
    public static final int MAX_COMMAND_BYTES = 256 * 1024;

    /** Proposal ids are remembered, 1024 of them: a random UUID fits. */
    public static final int MAX_PROPOSAL_ID_LENGTH = 64;

    private RaftCommands() {}

    /** Creates a group; {@code state} must have epoch 1 and version 1. */
    public static RaftCommand create(String proposalId, GroupTopology state) {
        return RaftCommand.newBuilder()
                .setProposalId(proposalId)
                .setCreateGroup(CreateGroup.newBuilder().setState(TopologyWire.toWire(state)))
                .build();
    }

    /** Replaces {@code expected} by {@code state}, if the group still has the epoch and version of {@code expected}. */
    public static RaftCommand change(String proposalId, GroupTopology expected, GroupTopology state) {
        return RaftCommand.newBuilder()
                .setProposalId(proposalId)
                .setChangeGroup(ChangeGroup.newBuilder()
                        .setExpectedEpoch(expected.epoch())
                        .setExpectedVersion(expected.version())
                        .setState(TopologyWire.toWire(state)))
                .build();
    }

    /** Replaces {@code expected} by {@code state}, which begins a new history. */
    public static RaftCommand acceptDataLoss(String proposalId, GroupTopology expected, GroupTopology state) {
        return RaftCommand.newBuilder()
                .setProposalId(proposalId)
                .setAcceptDataLoss(AcceptDataLoss.newBuilder()
                        .setExpectedEpoch(expected.epoch())
                        .setExpectedVersion(expected.version())
                        .setState(TopologyWire.toWire(state)))
                .build();
    }

    static ByteString encode(RaftCommand command) {
        int idLength = command.getProposalId().length();
        if (idLength == 0 || idLength > MAX_PROPOSAL_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "a proposal needs an id of 1 to " + MAX_PROPOSAL_ID_LENGTH + " characters");
        }
        if (command.getCommandCase() == RaftCommand.CommandCase.COMMAND_NOT_SET) {
            throw new IllegalArgumentException("a proposal needs a command");
        }
        if (command.getSerializedSize() > MAX_COMMAND_BYTES) {
            throw new IllegalArgumentException(
                    "proposal of " + command.getSerializedSize() + " bytes, at most " + MAX_COMMAND_BYTES);
        }
        return command.toByteString();
    }
}
