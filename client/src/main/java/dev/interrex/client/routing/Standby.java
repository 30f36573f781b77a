package dev.interrex.client.routing;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One connection to the node that may be the primary soon: to connect takes longer than a planned change of the primary. The client's thread. */
final class Standby {
    /** How long it is kept for a change that does not come: an idle connection, so this is no option. */
    static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Connector connector;
    private final ClientLoop loop;
    private final BiConsumer<ServerConnection, String> onClosed;
    private @Nullable ServerConnection connection;
    private long untilNanos;
    /** Number of the connect that counts. */
    private long connectNumber;

    /** @param onClosed the end of a connection that was taken, and why; on the client's thread */
    Standby(Connector connector, ClientLoop loop, BiConsumer<ServerConnection, String> onClosed) {
        this.connector = connector;
        this.loop = loop;
        this.onClosed = onClosed;
    }

    /** Begins to connect to {@code address}, in the place of any other. */
    void prepare(String address, Connector.ConnectHandler handler) {
        close();
        long number = connectNumber;
        untilNanos = loop.nanos() + KEEP_NANOS;
        connector.connect(address, new End(number, handler));
    }

    /** The connection to {@code address}, from now on the caller's; null if there is none. */
    @Nullable
    ServerConnection take(String address) {
        ServerConnection open = connection;
        if (open == null || !open.address().equals(address)) {
            return null;
        }
        connection = null;
        return open;
    }

    /** Call regularly. */
    void tick(long nowNanos) {
        if (connection != null && nowNanos - untilNanos >= 0) {
            close();
        }
    }

    void close() {
        connectNumber++;
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private final class End implements Connector.ConnectHandler {
        private final long number;
        private final Connector.ConnectHandler pushes;

        End(long number, Connector.ConnectHandler pushes) {
            this.number = number;
            this.pushes = pushes;
        }

        @Override
        public void onConnected(ServerConnection fresh) {
            loop.execute(() -> {
                if (number == connectNumber) {
                    connection = fresh;
                } else {
                    fresh.close();
                }
            });
        }

        @Override
        public void onFailed(String reason, boolean refused) {
            // The change may not come; if it does, it is tried again then.
        }

        @Override
        public void onForetold(String successor) {
            pushes.onForetold(successor);
        }

        @Override
        public void onClosed(ServerConnection closed, String reason) {
            loop.execute(() -> {
                if (closed == connection) {
                    connection = null;
                } else {
                    Standby.this.onClosed.accept(closed, reason);
                }
            });
        }
    }
}
