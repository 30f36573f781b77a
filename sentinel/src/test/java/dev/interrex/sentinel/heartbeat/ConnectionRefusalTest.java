package dev.interrex.sentinel.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class ConnectionRefusalTest {
    private static boolean isRefusal(Throwable cause) {
        return ConnectionRefusal.isRefusal(Status.UNAVAILABLE
                .withDescription("io exception")
                .withCause(cause)
                .asRuntimeException());
    }

    @Test
    void refusedConnectionIsOne() {
        ConnectException refused = new ConnectException("Connection refused: /127.0.0.1:1");
        assertThat(isRefusal(refused)).isTrue();
        assertThat(isRefusal(new IOException("while connecting", refused))).isTrue();
    }

    @Test
    void timeoutsAndUnreachableNetworksAreNone() {
        assertThat(isRefusal(new ConnectTimeoutException("connection timed out")))
                .isFalse();
        assertThat(isRefusal(new ConnectException("Connection timed out"))).isFalse();
        assertThat(isRefusal(new NoRouteToHostException("No route to host"))).isFalse();
        assertThat(isRefusal(new IOException("Connection reset by peer"))).isFalse();
    }
}
