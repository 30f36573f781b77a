package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.PeerStateRequest;
import dev.interrex.proto.v1.RaftFrame;
import dev.interrex.proto.v1.RaftTransportGrpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerConnectionsIT {
    private static final VoteGate EVERYBODY_VOTES = new Gate(true);

    private record Gate(boolean open) implements VoteGate {
        @Override
        public boolean mayAskForVotes() {
            return open;
        }

        @Override
        public boolean mayGrant(long term) {
            return open;
        }
    }

    private record Handler<T extends Message>(Class<T> type, Executor executor, BiConsumer<RpcContext, T> body)
            implements RpcProcessor<T> {
        @Override
        public void handleRequest(RpcContext context, T request) {
            body.accept(context, request);
        }

        @Override
        public String interest() {
            return type.getName();
        }
    }

    private final ExecutorService serverThread = Executors.newSingleThreadExecutor();
    private final PeerConnections connections =
            new PeerConnections(TransportLimits.DEFAULT, InsecureChannelCredentials.create());
    private final List<Server> servers = new ArrayList<>();
    private final List<Long> received = new CopyOnWriteArrayList<>();
    private volatile boolean answersPings = true;
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        String address = LocalSentinels.addresses(1).getFirst().grpcAddress();
        port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    @AfterEach
    void closeAll() {
        connections.close();
        servers.forEach(Server::shutdownNow);
        serverThread.shutdownNow();
    }

    @Test
    void callerNeverWaitsForAPeerThatIsSilentOrUnreachable() throws Exception {
        RaftRpcClient client = new RaftRpcClient();
        NodeOptions options = new RaftNodeOptions(connections, EVERYBODY_VOTES, 250);
        client.init(options);
        Endpoint endpoint = new Endpoint("127.0.0.1", port);
        long longestMs = 0;
        for (boolean silent : new boolean[] {true, false}) {
            try (Blackhole hole = silent ? Blackhole.silent(port) : Blackhole.unreachable(port)) {
                assertThat(hole).isNotNull();
                StopClock whole = StopClock.started();
                while (whole.elapsedMs() < 1500) {
                    StopClock clock = StopClock.started();
                    assertThat(client.checkConnection(endpoint, true)).isFalse();
                    assertThatThrownBy(() -> client.invokeSync(endpoint, ping(1), null, 1000))
                            .isInstanceOf(RemotingException.class);
                    longestMs = Math.max(longestMs, clock.elapsedMs());
                }
            }
        }
        client.shutdown();
        System.out.println("MEASURED longest wait of a caller for a blackholed peer: " + longestMs + " ms");
        assertThat(longestMs).isLessThan(100);
    }

    @Test
    void requestsArriveInTheOrderInWhichTheyWereSent() throws Exception {
        startServer(EVERYBODY_VOTES);
        PeerConnection connection = awaitUp();
        List<CompletableFuture<Message>> answers = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            answers.add(send(connection, ping(i)));
        }
        for (CompletableFuture<Message> answer : answers) {
            assertThat(answer.get()).isInstanceOf(ErrorResponse.class);
        }
        assertThat(received)
                .containsExactlyElementsOf(LongStream.range(0, 1000).boxed().toList());
    }

    @Test
    void brokenStreamFailsEverythingOutstandingAtOnceAndComesBackSoon() throws Exception {
        startServer(EVERYBODY_VOTES);
        PeerConnection connection = awaitUp();
        answersPings = false;
        List<CompletableFuture<Message>> answers = new ArrayList<>();
        for (long i = 0; i < 100; i++) {
            answers.add(send(connection, ping(-i)));
        }
        await().until(() -> received.size() == 100);
        StopClock clock = StopClock.started();
        servers.removeFirst().shutdownNow().awaitTermination();
        for (CompletableFuture<Message> answer : answers) {
            assertThat(answer.handle((ok, error) -> error).get()).isInstanceOf(RemotingException.class);
        }
        long failedMs = clock.elapsedMs();
        assertThat(connection.isUp()).isFalse();
        answersPings = true;
        StopClock back = StopClock.started();
        startServer(EVERYBODY_VOTES);
        awaitUp();
        System.out.println(
                "MEASURED 100 requests failed " + failedMs + " ms after their connection broke; connected again "
                        + back.elapsedMs() + " ms after the peer was back");
        assertThat(failedMs).isLessThan(500);
        assertThat(back.elapsedMs()).isLessThan(1000);
    }

    @Test
    void peerThatFallsSilentIsGivenUp() throws Exception {
        startServer(EVERYBODY_VOTES);
        PeerConnection connection = awaitUp();
        answersPings = false;
        CompletableFuture<Message> answer = send(connection, ping(1));
        StopClock clock = StopClock.started();
        assertThat(answer.handle((ok, error) -> error).get())
                .isInstanceOf(RemotingException.class)
                .hasMessageContaining("silent");
        assertThat(clock.elapsedMs()).isLessThan(1500);
    }

    @Test
    void requestsBeyondTheLimitsFailAtOnce() throws Exception {
        startServer(EVERYBODY_VOTES);
        PeerConnection connection = awaitUp();
        AppendEntriesRequest large = AppendEntriesRequest.newBuilder()
                .setGroupId("g")
                .setServerId("a:1")
                .setPeerId("b:2")
                .setTerm(1)
                .setPrevLogTerm(0)
                .setPrevLogIndex(0)
                .setCommittedIndex(0)
                .setData(ByteString.copyFrom(new byte[TransportLimits.DEFAULT.maxFrameBytes()]))
                .build();
        assertThat(failureOf(send(connection, large))).hasMessageContaining("too large");
        answersPings = false;
        List<CompletableFuture<Message>> answers = new ArrayList<>();
        for (int i = 0; i <= TransportLimits.DEFAULT.maxInFlight(); i++) {
            answers.add(send(connection, ping(1)));
        }
        assertThat(failureOf(answers.getLast())).hasMessageContaining("too many");
    }

    @Test
    void unknownAndUnservedMessagesAreRefused() throws Exception {
        startServer(EVERYBODY_VOTES);
        List<RaftFrame> answers = new CopyOnWriteArrayList<>();
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        StreamObserver<RaftFrame> stream = RaftTransportGrpc.newStub(channel).exchange(new StreamObserver<>() {
            @Override
            public void onNext(RaftFrame frame) {
                answers.add(frame);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        });
        stream.onNext(RaftFrame.newBuilder()
                .setRequestId(7)
                .setType("java.lang.Runtime")
                .build());
        stream.onNext(
                RaftMessages.frame(8, ErrorResponse.newBuilder().setErrorCode(1).build()));
        await().until(() -> answers.size() == 2);
        assertThat(answers).extracting(RaftFrame::getRequestId).containsExactly(7L, 8L);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.getError()).isNotEmpty());
        channel.shutdownNow();
    }

    @Test
    void sentinelWithoutAVoteNeitherAsksNorGrants() throws Exception {
        startServer(new Gate(false));
        PeerConnection connection = awaitUp();
        RequestVoteRequest vote = RequestVoteRequest.newBuilder()
                .setGroupId("g")
                .setServerId("a:1")
                .setPeerId("b:2")
                .setTerm(5)
                .setLastLogTerm(1)
                .setLastLogIndex(1)
                .setPreVote(false)
                .build();
        assertThat(send(connection, vote).get().toString()).contains("granted: false");
        RaftRpcClient client = new RaftRpcClient();
        client.init(new RaftNodeOptions(connections, new Gate(false), 250));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        client.invokeAsync(new Endpoint("127.0.0.1", port), vote, (result, error) -> failure.complete(error), 1000);
        assertThat(failure.get()).hasMessageContaining("not admitted");
        client.shutdown();
    }

    private void startServer(VoteGate gate) throws IOException {
        RaftRpcServer raft = new RaftRpcServer(TransportLimits.DEFAULT, gate);
        raft.registerProcessor(new Handler<>(PeerStateRequest.class, serverThread, (context, request) -> {
            if (answersPings) {
                context.sendResponse(PeerStateReply.getDefaultInstance());
            }
        }));
        raft.registerProcessor(new Handler<>(PingRequest.class, serverThread, (context, request) -> {
            received.add(request.getSendTimestamp());
            if (answersPings) {
                context.sendResponse(ErrorResponse.newBuilder().setErrorCode(0).build());
            }
        }));
        raft.init(null);
        servers.add(NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(raft)
                .build()
                .start());
    }

    private PeerConnection awaitUp() {
        PeerConnection connection = connections.to("127.0.0.1:" + port);
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(2)).until(connection::isUp);
        return connection;
    }

    private static CompletableFuture<Message> send(PeerConnection connection, Message request) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        connection.send(request, 10_000, (response, error) -> {
            if (error == null) {
                answer.complete(response);
            } else {
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }

    private static Throwable failureOf(CompletableFuture<Message> answer) throws Exception {
        return answer.handle((ok, error) -> error).get();
    }

    private static PingRequest ping(long number) {
        return PingRequest.newBuilder().setSendTimestamp(number).build();
    }
}
