package dev.interrex.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where somebody listens. Its text is {@code host:port}, that of an IPv6 address {@code [2001:db8::1]:6379}: without brackets nobody could
 * tell the port from the address (RFC 3986, section 3.2.2).
 *
 * @param host a name or an IP address, without brackets; empty = nowhere
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
    public static final HostPort NOWHERE = new HostPort("", 0);

    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%[^\\s\\[\\]]+)?)]|([^:\\s\\[\\]]+)):([0-9]{1,5})");
    private static final int MOST_PORT = 65_535;

    /** Empty if the text has another form. */
    public static Optional<HostPort> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > MOST_PORT) {
            return Optional.empty();
        }
        String bracketed = parts.group(1);
        return Optional.of(
                new HostPort(bracketed == null ? parts.group(2) : bracketed, Integer.parseInt(parts.group(3))));
    }

    /** {@link #NOWHERE} if the text has another form, as one that is not known has. */
    public static HostPort orNowhere(String text) {
        return parse(text).orElse(NOWHERE);
    }

    /**
     * For an address that was checked where it came from.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static HostPort of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not host:port"));
    }

    /** {@code host port}, as Redis's events and replies of two words have it. */
    public String spaced() {
        return host + " " + port;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
