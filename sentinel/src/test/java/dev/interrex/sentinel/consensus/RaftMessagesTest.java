package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.rpc.CliRequests;
import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.interrex.proto.v1.RaftFrame;
import org.junit.jupiter.api.Test;

class RaftMessagesTest {
    @Test
    void messageSurvivesItsFrame() throws Exception {
        RpcRequests.AppendEntriesRequest request = RpcRequests.AppendEntriesRequest.newBuilder()
                .setGroupId("g")
                .setServerId("a:1")
                .setPeerId("b:2")
                .setTerm(7)
                .setPrevLogTerm(6)
                .setPrevLogIndex(5)
                .setCommittedIndex(4)
                .setData(ByteString.copyFromUtf8("entry"))
                .build();
        RaftFrame frame = RaftMessages.frame(42, request);
        assertThat(frame.getRequestId()).isEqualTo(42);
        assertThat(RaftMessages.parse(RaftFrame.parseFrom(frame.toByteArray()))).isEqualTo(request);
    }

    @Test
    void unknownTypeIsRefused() {
        RaftFrame frame = RaftFrame.newBuilder().setType("java.lang.Runtime").build();
        assertThatThrownBy(() -> RaftMessages.parse(frame)).isInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void administrativeRequestsDoNotTravel() {
        CliRequests.GetPeersRequest request =
                CliRequests.GetPeersRequest.newBuilder().setGroupId("g").build();
        assertThatThrownBy(() -> RaftMessages.frame(1, request)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedPayloadIsRefused() {
        RaftFrame frame =
                RaftMessages.frame(
                                1,
                                RpcRequests.PingRequest.newBuilder()
                                        .setSendTimestamp(1)
                                        .build())
                        .toBuilder()
                        .setPayload(ByteString.copyFrom(new byte[] {8}))
                        .build();
        assertThatThrownBy(() -> RaftMessages.parse(frame)).isInstanceOf(InvalidProtocolBufferException.class);
    }
}
