package dev.interrex.client.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

/** Records connects until the test accepts or refuses them. */
final class FakeServers implements Connector {
    private final HandLoop loop;

    FakeServers(HandLoop loop) {
        this.loop = loop;
    }

    private record Pending(String address, ConnectHandler handler) {}

    private final Deque<Pending> pending = new ArrayDeque<>();

    @Override
    public void connect(String address, ConnectHandler handler) {
        pending.add(new Pending(address, handler));
    }

    FakeConnection accept(String address) {
        FakeConnection connection = offer(address);
        loop.run();
        return connection;
    }

    FakeConnection offer(String address) {
        Pending next = newest(address);
        FakeConnection connection = new FakeConnection(address, next.handler, loop);
        next.handler.onConnected(connection);
        return connection;
    }

    void refuse(String address, String reason, boolean refused) {
        newest(address).handler.onFailed(reason, refused);
        loop.run();
    }

    private Pending newest(String address) {
        assertThat(pending).isNotEmpty();
        Pending next = pending.removeLast();
        assertThat(next.address).isEqualTo(address);
        return next;
    }
}
