package dev.interrex.sentinel.facade;

/**
 * An address as clients are told it: a name or IP address, without brackets, and a port.
 */
record HostPort(String host, int port) {
    /** @param address {@code host:port}, an IPv6 address in brackets */
    static HostPort parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new HostPort(host, colon < 0 ? 0 : Integer.parseInt(address.substring(colon + 1)));
    }

    /** As events have it. */
    String spaced() {
        return host + " " + port;
    }

    /** As names of instances have it. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
