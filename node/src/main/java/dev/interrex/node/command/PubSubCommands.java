package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.PUBSUB;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.pubsub.Kind;
import dev.interrex.node.pubsub.PubSub;
import dev.interrex.resp.RespWriter;
import java.util.List;

/**
 * Messages. Subscribing and publishing need the serving primary: anywhere else nobody would hear anything. A message leaves when
 * what was written before it is committed.
 */
final class PubSubCommands {
    private static final byte[] ANY = {'*'};

    private PubSubCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                subscribing("SUBSCRIBE", "channel [channel ...]", "2.0.0", Kind.CHANNEL),
                subscribing("PSUBSCRIBE", "pattern [pattern ...]", "2.0.0", Kind.PATTERN),
                subscribing("SSUBSCRIBE", "shardchannel [shardchannel ...]", "7.0.0", Kind.SHARD),
                unsubscribing("UNSUBSCRIBE", "[channel [channel ...]]", "2.0.0", Kind.CHANNEL),
                unsubscribing("PUNSUBSCRIBE", "[pattern [pattern ...]]", "2.0.0", Kind.PATTERN),
                unsubscribing("SUNSUBSCRIBE", "[shardchannel [shardchannel ...]]", "7.0.0", Kind.SHARD),
                command("PUBLISH")
                        .syntax("channel message")
                        .arity(3)
                        .flags(PUBSUB, LOADING, FAST)
                        .group("pubsub")
                        .since("2.0.0")
                        .complexity("O(N+M) in the channel's subscribers and in all patterns")
                        .summary("Sends a message to a channel's subscribers.")
                        .example("PUBLISH news hello")
                        .handler(call -> call.reply()
                                .integer(call.node()
                                        .pubSub()
                                        .publish(
                                                call.args().bytes(1),
                                                call.args().bytes(2)))),
                command("SPUBLISH")
                        .syntax("shardchannel message")
                        .arity(3)
                        .flags(PUBSUB, LOADING, FAST)
                        .group("pubsub")
                        .since("7.0.0")
                        .complexity("O(N) in the channel's subscribers")
                        .summary("Sends a message to a shard channel's subscribers.")
                        .example("SPUBLISH news hello")
                        .handler(call -> call.reply()
                                .integer(call.node()
                                        .pubSub()
                                        .publishToShard(
                                                call.args().bytes(1),
                                                call.args().bytes(2)))),
                command("PUBSUB")
                        .arity(-2)
                        .group("pubsub")
                        .since("2.8.0")
                        .summary("Commands about subscriptions.")
                        .subcommands(
                                channels("CHANNELS", "2.8.0", Kind.CHANNEL),
                                channels("SHARDCHANNELS", "7.0.0", Kind.SHARD),
                                numbers("NUMSUB", "[channel [channel ...]]", "2.8.0", Kind.CHANNEL),
                                numbers("SHARDNUMSUB", "[shardchannel [shardchannel ...]]", "7.0.0", Kind.SHARD),
                                introspecting("NUMPAT")
                                        .arity(2)
                                        .since("2.8.0")
                                        .summary("Counts the patterns that are subscribed to.")
                                        .handler(call -> call.reply()
                                                .integer(call.node().pubSub().count(Kind.PATTERN))),
                                Help.of("PUBSUB", "pubsub")));
    }

    private static CommandSpec subscribing(String name, String syntax, String since, Kind kind) {
        return command(name)
                .syntax(syntax)
                .arity(-2)
                .flags(PUBSUB, NOSCRIPT, LOADING)
                .group("pubsub")
                .since(since)
                .complexity("O(1) for every name")
                .summary("Subscribes the connection.")
                .handler(call -> subscribe(call, kind));
    }

    private static CommandSpec unsubscribing(String name, String syntax, String since, Kind kind) {
        return command(name)
                .syntax(syntax)
                .arity(-1)
                .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                .group("pubsub")
                .since(since)
                .complexity("O(1) for every name")
                .summary("Ends subscriptions, all of them if none is named.")
                .handler(call -> unsubscribe(call, kind));
    }

    private static CommandBuilder introspecting(String name) {
        return command("PUBSUB " + name).flags(PUBSUB, LOADING, STALE).group("pubsub");
    }

    private static CommandSpec channels(String name, String since, Kind kind) {
        return introspecting(name)
                .syntax("[pattern]")
                .arity(-2)
                .since(since)
                .complexity("O(N) in the number of channels")
                .summary("Lists the channels with subscribers.")
                .handler(call -> channels(call, kind));
    }

    private static CommandSpec numbers(String name, String syntax, String since, Kind kind) {
        return introspecting(name)
                .syntax(syntax)
                .arity(-2)
                .since(since)
                .complexity("O(N) in the number of names")
                .summary("Counts the subscribers of channels.")
                .handler(call -> numbers(call, kind));
    }

    private static void subscribe(Call call, Kind kind) {
        for (int i = 1; i < call.count(); i++) {
            byte[] name = call.args().bytes(i);
            call.node().pubSub().subscribe(call.client(), kind, name);
            confirm(call, kind.subscribed());
            call.reply().bulk(name);
            call.reply().integer(counted(call, kind));
        }
    }

    private static void unsubscribe(Call call, Kind kind) {
        PubSub pubSub = call.node().pubSub();
        List<byte[]> names = call.count() == 1
                ? pubSub.names(call.client(), kind)
                : java.util.stream.IntStream.range(1, call.count())
                        .mapToObj(call.args()::bytes)
                        .toList();
        for (byte[] name : names) {
            pubSub.unsubscribe(call.client(), kind, name);
            confirm(call, kind.unsubscribed());
            call.reply().bulk(name);
            call.reply().integer(counted(call, kind));
        }
        if (names.isEmpty()) {
            confirm(call, kind.unsubscribed());
            call.reply().nullBulk();
            call.reply().integer(counted(call, kind));
        }
    }

    private static void confirm(Call call, String word) {
        call.reply().push(3);
        call.reply().bulk(word);
    }

    /** Channels and patterns are counted together, shard channels on their own. */
    private static int counted(Call call, Kind kind) {
        int shards = call.client().subscriberState().count(Kind.SHARD);
        return kind == Kind.SHARD ? shards : call.client().subscriptions() - shards;
    }

    private static void channels(Call call, Kind kind) {
        if (call.count() > 3) {
            throw new CommandException(call.spec().arityError());
        }
        List<byte[]> names = call.node()
                .pubSub()
                .channels(kind, call.count() == 3 ? call.args().bytes(2) : ANY);
        RespWriter reply = call.reply();
        reply.array(names.size());
        names.forEach(reply::bulk);
    }

    private static void numbers(Call call, Kind kind) {
        call.reply().array(2 * (call.count() - 2));
        for (int i = 2; i < call.count(); i++) {
            byte[] name = call.args().bytes(i);
            call.reply().bulk(name);
            call.reply().integer(call.node().pubSub().count(kind, name));
        }
    }
}
