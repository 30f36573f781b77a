package dev.interrex.node.replication.replica;

import dev.interrex.proto.v1.PrimaryMessage;

/** What happens on the stream to the primary, told on gRPC's threads; the node hands it to its event loop and returns at once. */
public interface LinkEvents {
    /** The connection stands: send {@code Follow}. */
    void onOpen(PrimaryLink link);

    /** A message; the next one comes only after {@link PrimaryLink#next()}. */
    void onMessage(PrimaryLink link, PrimaryMessage message, long receivedNanos);

    /**
     * The stream is over, told once.
     *
     * @param refused the connection was refused or reset, so the primary's process is gone, rather than merely silent
     */
    void onClosed(PrimaryLink link, boolean refused, String detail);
}
