package dev.interrex.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.HostPort;
import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.ChangeSentinelsReply;
import dev.interrex.proto.v1.ChangeSentinelsRequest;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.SentinelInfo;
import dev.interrex.proto.v1.StatusRequest;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentinelAdminIT {
    private static final SentinelInfo ADDED = SentinelInfo.newBuilder()
            .setSentinelId("s4")
            .setGrpcAddress("[2001:db8::4]:26380")
            .setRespAddress("[2001:db8::4]:26379")
            .build();

    private static final class OneSentinel extends AdminGrpc.AdminImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<ClusterStatus> reply) {
            reply.onNext(ClusterStatus.newBuilder()
                    .setSentinelId("s1")
                    .setLeaderId("s1")
                    .build());
            reply.onCompleted();
        }

        @Override
        public void changeSentinels(ChangeSentinelsRequest request, StreamObserver<ChangeSentinelsReply> reply) {
            reply.onNext(ChangeSentinelsReply.newBuilder()
                    .addSentinels(request.getAdd())
                    .build());
            reply.onCompleted();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aSentinelIsReachedAndChanged(String host) throws Exception {
        Assumptions.assumeTrue(
                host.indexOf(':') < 0 || Files.exists(Path.of("/proc/net/if_inet6")), "this machine has no IPv6");
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(host, 0))
                .addService(new OneSentinel())
                .build()
                .start();
        try (SentinelAdmin admin = new SentinelAdmin(List.of(new HostPort(host, server.getPort()).toString()))) {
            assertThat(admin.status()).isPresent();
            assertThat(admin.changeSentinels(ADDED, "")).containsExactly(ADDED);
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }
}
