package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.UPDATE;
import static dev.interrex.node.command.SortedSetCommands.zset;

import dev.interrex.node.engine.ScoreOperation;
import dev.interrex.node.engine.ScoreOperation.Aggregate;
import dev.interrex.node.engine.ScoreVisitor;
import dev.interrex.node.engine.SetOperation;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import java.util.List;
import java.util.Locale;

/** Unions, intersections and differences of sorted sets. */
final class SortedSetOperationCommands {
    private static final CommandException NO_WEIGHT = new CommandException("ERR weight value is not a float");
    private static final String OPTIONS = " [WEIGHTS weight [weight ...]] [AGGREGATE SUM | MIN | MAX]";

    private SortedSetOperationCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                reading("ZUNION", SetOperation.UNION, "Returns the members that any of some sorted sets has."),
                reading("ZINTER", SetOperation.INTERSECTION, "Returns the members that all of some sorted sets have."),
                reading("ZDIFF", SetOperation.DIFFERENCE, "Returns the members of a sorted set that no other has."),
                storing("ZUNIONSTORE", SetOperation.UNION, "Stores the members that any of some sorted sets has."),
                storing("ZINTERSTORE", SetOperation.INTERSECTION, "Stores the members that all sorted sets have."),
                storing("ZDIFFSTORE", SetOperation.DIFFERENCE, "Stores the members of a sorted set that no other has."),
                zset("ZINTERCARD", "numkeys key [key ...] [LIMIT limit]")
                        .arity(-3)
                        .flags(READONLY)
                        .countedKeys(1, RO, ACCESS)
                        .since("7.0.0")
                        .complexity("O(N*K) for N members of the smallest of K sorted sets")
                        .summary("Returns how many members all of some sorted sets have, or a limit if that is less.")
                        .example("ZADD k 1 a 2 b", "ZADD l 1 b", "ZINTERCARD 2 k l")
                        .handler(SortedSetOperationCommands::intersectionSize));
    }

    private static CommandSpec reading(String name, SetOperation operation, String summary) {
        String options = operation == SetOperation.DIFFERENCE ? "" : OPTIONS;
        return zset(name, "numkeys key [key ...]" + options + " [WITHSCORES]")
                .arity(-3)
                .flags(READONLY)
                .countedKeys(1, RO, ACCESS)
                .since("6.2.0")
                .complexity("O(N*K+M*log(M)) for N members of K sorted sets and M of the result")
                .summary(summary)
                .example("ZADD k 1 a 2 b", "ZADD l 1 b 3 c", name + " 2 k l WITHSCORES")
                .handler(call -> reply(call, operation));
    }

    private static CommandSpec storing(String name, SetOperation operation, String summary) {
        String options = operation == SetOperation.DIFFERENCE ? "" : OPTIONS;
        return zset(name, "destination numkeys key [key ...]" + options)
                .arity(-4)
                .flags(WRITE, DENYOOM)
                .key(1, OW, UPDATE)
                .countedKeys(2, RO, ACCESS)
                .since(operation == SetOperation.DIFFERENCE ? "6.2.0" : "2.0.0")
                .complexity("O(N*K+M*log(M)) for N members of K sorted sets and M of the result")
                .summary(summary)
                .example("ZADD k 1 a 2 b", "ZADD l 1 b 3 c", name + " m 2 k l")
                .handler(call -> store(call, operation, name.toLowerCase(Locale.ROOT)));
    }

    /** What stands behind the number of keys. */
    private record Options(ScoreOperation operation, boolean withScores) {}

    private static int keyCount(Call call, int numberAt) {
        long count = call.integer(numberAt);
        if (count < 1) {
            throw new CommandException(
                    "ERR at least 1 input key is needed for '" + call.spec().label() + "' command");
        }
        if (count > call.count() - numberAt - 1) {
            throw CommandException.SYNTAX;
        }
        return (int) count;
    }

    private static Options options(Call call, SetOperation operation, int from, int keys, boolean stores) {
        boolean weighs = operation != SetOperation.DIFFERENCE;
        double[] weights = null;
        Aggregate aggregate = Aggregate.SUM;
        boolean withScores = false;
        int i = from;
        while (i < call.count()) {
            if (weighs && call.isWord(i, "WEIGHTS") && call.count() - i > keys) {
                weights = new double[keys];
                for (int k = 0; k < keys; k++) {
                    weights[k] = DoubleArgument.of(call, i + 1 + k, NO_WEIGHT);
                }
                i += 1 + keys;
            } else if (weighs && call.isWord(i, "AGGREGATE") && i + 1 < call.count()) {
                aggregate = aggregate(call, i + 1);
                i += 2;
            } else if (!stores && call.isWord(i, "WITHSCORES")) {
                withScores = true;
                i++;
            } else {
                throw CommandException.SYNTAX;
            }
        }
        return new Options(new ScoreOperation(operation, aggregate, weights), withScores);
    }

    private static Aggregate aggregate(Call call, int index) {
        for (Aggregate aggregate : Aggregate.values()) {
            if (call.isWord(index, aggregate.name())) {
                return aggregate;
            }
        }
        throw CommandException.SYNTAX;
    }

    /** Redis looks at types before it looks at options. */
    private static Slices keys(Call call, int from, int count) {
        for (int i = from; i < from + count; i++) {
            String type = call.db().type(call.otherKey(i));
            if (type != null && !type.equals("zset") && !type.equals("set")) {
                throw CommandException.WRONG_TYPE;
            }
        }
        return call.otherKeys(from, count);
    }

    private static void reply(Call call, SetOperation operation) {
        int count = keyCount(call, 1);
        Slices keys = keys(call, 2, count);
        Options options = options(call, operation, 2 + count, count, false);
        ScoreVisitor[] visitor = new ScoreVisitor[1];
        call.db()
                .sortedSets()
                .combine(
                        options.operation(),
                        keys,
                        size -> visitor[0] = SortedSetRangeCommands.begin(call, size, options.withScores()),
                        (member, score) -> visitor[0].member(member, score));
    }

    private static void store(Call call, SetOperation operation, String event) {
        int count = keyCount(call, 2);
        Slices keys = keys(call, 3, count);
        Options options = options(call, operation, 3 + count, count, true);
        Slice newKey = call.key(1);
        boolean existed = call.db().isThere(newKey);
        int size = call.db().sortedSets().store(options.operation(), newKey, keys);
        if (size > 0) {
            call.tell('z', event, newKey);
        } else if (existed) {
            call.tell('g', "del", newKey);
        }
        call.reply().integer(size);
    }

    private static void intersectionSize(Call call) {
        int count = keyCount(call, 1);
        Slices keys = keys(call, 2, count);
        long limit = 0;
        for (int i = 2 + count; i < call.count(); i += 2) {
            if (!call.isWord(i, "LIMIT") || i + 1 == call.count()) {
                throw CommandException.SYNTAX;
            }
            limit = ListPosition.notNegative(call, i + 1, "LIMIT");
        }
        int most = limit == 0 ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE);
        call.reply().integer(call.db().sortedSets().intersectionSize(keys, most));
    }
}
