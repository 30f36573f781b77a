package dev.interrex.sentinel.facade;

import static dev.interrex.sentinel.facade.Command.of;

import dev.interrex.resp.RespWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Subscriptions to events. Clients cannot publish any. */
final class PubSubCommands {
    private static final List<String> FLAGS = List.of("pubsub", "noscript", "loading", "stale", "subscriber");

    private PubSubCommands() {}

    static List<Command> all() {
        return List.of(
                of(
                        "SUBSCRIBE",
                        -2,
                        "pubsub",
                        FLAGS,
                        "channel [channel …]",
                        "Listens for events by name.",
                        request -> subscribe(request, "subscribe", request.session.channels)),
                of(
                        "PSUBSCRIBE",
                        -2,
                        "pubsub",
                        FLAGS,
                        "pattern [pattern …]",
                        "Listens for events by pattern.",
                        request -> subscribe(request, "psubscribe", request.session.patterns)),
                of(
                        "UNSUBSCRIBE",
                        -1,
                        "pubsub",
                        FLAGS,
                        "[channel …]",
                        "Stops listening.",
                        request -> unsubscribe(request, "unsubscribe", request.session.channels)),
                of(
                        "PUNSUBSCRIBE",
                        -1,
                        "pubsub",
                        FLAGS,
                        "[pattern …]",
                        "Stops listening.",
                        request -> unsubscribe(request, "punsubscribe", request.session.patterns)),
                of(
                        "PUBLISH",
                        3,
                        "pubsub",
                        List.of("pubsub", "loading", "stale", "fast"),
                        "channel message",
                        "Accepts the greetings of Redis sentinels, and ignores them.",
                        PubSubCommands::publish));
    }

    private static void subscribe(Request request, String kind, Set<String> names) {
        if (request.session.subscriptions() + request.words() - 1 > Session.MAX_SUBSCRIPTIONS) {
            request.error("ERR too many subscriptions, at most " + Session.MAX_SUBSCRIPTIONS);
            return;
        }
        for (int i = 1; i < request.words(); i++) {
            String name = request.bytesAsText(i);
            names.add(name);
            confirm(request, kind, name);
        }
    }

    private static void unsubscribe(Request request, String kind, Set<String> names) {
        if (request.words() > 1) {
            for (int i = 1; i < request.words(); i++) {
                String name = request.bytesAsText(i);
                names.remove(name);
                confirm(request, kind, name);
            }
        } else if (names.isEmpty()) {
            RespWriter out = request.reply;
            out.push(3);
            out.bulk(kind);
            out.nullBulk();
            out.integer(request.session.subscriptions());
        } else {
            for (String name : List.copyOf(names)) {
                names.remove(name);
                confirm(request, kind, name);
            }
        }
    }

    private static void confirm(Request request, String kind, String name) {
        RespWriter out = request.reply;
        out.push(3);
        out.bulk(kind);
        out.bulk(name.getBytes(StandardCharsets.ISO_8859_1));
        out.integer(request.session.subscriptions());
    }

    private static void publish(Request request) {
        if (request.text(1).equals("__sentinel__:hello")) {
            request.reply.integer(1);
        } else {
            request.error("ERR Only HELLO messages are accepted by Sentinel instances.");
        }
    }
}
