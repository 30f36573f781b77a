package dev.interrex.sentinel.facade;

import dev.interrex.resp.Glob;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a connection has said of itself. Names of channels are bytes, held as ISO 8859-1 text. Facade thread only. */
final class Session {
    /** More subscriptions of one connection than this are refused: Sentinel has about 30 channels. */
    /** Sentinels have a dozen channels; nobody needs to change this. */
    static final int MAX_SUBSCRIPTIONS = 1024;

    final long id;
    final String address;
    final String localAddress;
    final long openedAtMs;
    final Outlet outlet;
    final Set<String> channels = new LinkedHashSet<>();
    final Set<String> patterns = new LinkedHashSet<>();

    String name = "";
    String libraryName = "";
    String libraryVersion = "";
    String lastCommand = "NULL";
    long lastCommandAtMs;
    boolean resp3;
    boolean authenticated;

    Session(long id, String address, String localAddress, boolean authenticated, long nowMs, Outlet outlet) {
        this.id = id;
        this.address = address;
        this.localAddress = localAddress;
        this.authenticated = authenticated;
        this.openedAtMs = nowMs;
        this.lastCommandAtMs = nowMs;
        this.outlet = outlet;
    }

    int subscriptions() {
        return channels.size() + patterns.size();
    }

    /** In RESP2 a subscriber's connection can do nothing else. */
    boolean subscriberOnly() {
        return !resp3 && subscriptions() > 0;
    }

    /** As RESET does: as if it had just connected. */
    void reset(boolean authenticatedAtFirst) {
        channels.clear();
        patterns.clear();
        name = "";
        resp3 = false;
        authenticated = authenticatedAtFirst;
    }

    /** Sends the event once for the channel and once for every pattern that matches. */
    void deliver(Event event) {
        if (channels.contains(event.channel())) {
            outlet.push(out -> {
                out.push(3);
                out.bulk("message");
                out.bulk(event.channel());
                out.bulk(event.payload());
            });
        }
        byte[] channel = event.channel().getBytes(StandardCharsets.ISO_8859_1);
        for (String pattern : patterns) {
            byte[] glob = pattern.getBytes(StandardCharsets.ISO_8859_1);
            if (Glob.matches(glob, channel)) {
                outlet.push(out -> {
                    out.push(4);
                    out.bulk("pmessage");
                    out.bulk(glob);
                    out.bulk(event.channel());
                    out.bulk(event.payload());
                });
            }
        }
    }

    /** A line of CLIENT LIST. */
    String line(long nowMs) {
        return "id=" + id + " addr=" + address + " laddr=" + localAddress + " fd=0 name=" + name + " age="
                + (nowMs - openedAtMs) / 1000 + " idle=" + (nowMs - lastCommandAtMs) / 1000 + " flags="
                + (subscriptions() > 0 ? "P" : "N") + " db=0 sub=" + channels.size() + " psub=" + patterns.size()
                + " ssub=0 multi=-1 watch=0 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 obl=0 oll=0 omem=0 tot-mem=0"
                + " events=r cmd=" + lastCommand + " user=default redir=-1 resp=" + (resp3 ? 3 : 2) + " lib-name="
                + libraryName + " lib-ver=" + libraryVersion;
    }
}
