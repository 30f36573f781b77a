package dev.interrex.client.routing;

/**
 * A call that is not on the wire.
 *
 * @param triedAt where its last attempt ended, empty if there was none: elsewhere it need not wait until {@code notBeforeNanos}
 */
record Waiting(Call<?> call, String triedAt, long notBeforeNanos) {
    boolean mayGoTo(String address, long nowNanos) {
        return nowNanos - notBeforeNanos >= 0 || !triedAt.isEmpty() && !triedAt.equals(address);
    }
}
