package dev.interrex.client.routing;

/** Makes connections. */
@FunctionalInterface
public interface Connector {
    /** Told on any thread; either {@code onFailed} once, or {@code onConnected} and, when that connection ends, {@code onClosed}. */
    interface ConnectHandler {
        void onConnected(ServerConnection connection);

        /** @param refused the server answered and will not take us, for example because of the password */
        void onFailed(String reason, boolean refused);

        /** The server says where its clients may have to go soon. */
        void onForetold(String address);

        void onClosed(ServerConnection connection, String reason);
    }

    /** Starts to connect to {@code host:port}; returns at once. */
    void connect(String address, ConnectHandler handler);
}
