package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.PeerStateRequest;
import dev.interrex.proto.v1.RaftFrame;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The messages that may travel in a {@code RaftFrame}, by full name. Nothing else is parsed, whatever a frame says; JRaft's
 * administrative requests are left out on purpose: the sentinels are administered through {@code Admin}.
 */
final class RaftMessages {
    private static final Map<String, Parser<? extends Message>> PARSERS = List.<Message>of(
                    RpcRequests.ErrorResponse.getDefaultInstance(),
                    RpcRequests.PingRequest.getDefaultInstance(),
                    RpcRequests.RequestVoteRequest.getDefaultInstance(),
                    RpcRequests.RequestVoteResponse.getDefaultInstance(),
                    RpcRequests.AppendEntriesRequest.getDefaultInstance(),
                    RpcRequests.AppendEntriesResponse.getDefaultInstance(),
                    RpcRequests.InstallSnapshotRequest.getDefaultInstance(),
                    RpcRequests.InstallSnapshotResponse.getDefaultInstance(),
                    RpcRequests.GetFileRequest.getDefaultInstance(),
                    RpcRequests.GetFileResponse.getDefaultInstance(),
                    RpcRequests.TimeoutNowRequest.getDefaultInstance(),
                    RpcRequests.TimeoutNowResponse.getDefaultInstance(),
                    RpcRequests.ReadIndexRequest.getDefaultInstance(),
                    RpcRequests.ReadIndexResponse.getDefaultInstance(),
                    PeerStateRequest.getDefaultInstance(),
                    PeerStateReply.getDefaultInstance())
            .stream()
            .collect(Collectors.toUnmodifiableMap(RaftMessages::nameOf, Message::getParserForType));

    private RaftMessages() {}

    /**
     * @throws IllegalArgumentException if the message is not one of the known ones
     */
    static RaftFrame frame(long requestId, Message message) {
        String name = nameOf(message);
        if (!PARSERS.containsKey(name)) {
            throw new IllegalArgumentException("message " + name + " does not travel between sentinels");
        }
        return RaftFrame.newBuilder()
                .setRequestId(requestId)
                .setType(name)
                .setPayload(message.toByteString())
                .build();
    }

    static RaftFrame errorFrame(long requestId, String error) {
        return RaftFrame.newBuilder().setRequestId(requestId).setError(error).build();
    }

    /**
     * @throws InvalidProtocolBufferException if the frame's type is unknown or its payload is not of that type
     */
    static Message parse(RaftFrame frame) throws InvalidProtocolBufferException {
        Parser<? extends Message> parser = PARSERS.get(frame.getType());
        if (parser == null) {
            throw new InvalidProtocolBufferException("unknown message type");
        }
        return parser.parseFrom(frame.getPayload());
    }

    private static String nameOf(Message message) {
        return message.getDescriptorForType().getFullName();
    }
}
