package dev.interrex.node.command;

import dev.interrex.node.engine.ScoreUpdate;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;

/** ZADD and ZINCRBY. */
final class SortedSetAddition {
    private static final CommandException NX_AND_XX =
            new CommandException("ERR XX and NX options at the same time are not compatible");
    private static final CommandException GT_AND_LT =
            new CommandException("ERR GT, LT, and/or NX options at the same time are not compatible");
    private static final CommandException MANY_INCREMENTS =
            new CommandException("ERR INCR option supports a single increment-element pair");

    private SortedSetAddition() {}

    static void zadd(Call call) {
        boolean nx = false;
        boolean xx = false;
        boolean gt = false;
        boolean lt = false;
        boolean changed = false;
        boolean increments = false;
        int at = 2;
        for (boolean isOption = true; isOption && at < call.count(); ) {
            isOption = true;
            if (call.isWord(at, "NX")) {
                nx = true;
            } else if (call.isWord(at, "XX")) {
                xx = true;
            } else if (call.isWord(at, "GT")) {
                gt = true;
            } else if (call.isWord(at, "LT")) {
                lt = true;
            } else if (call.isWord(at, "CH")) {
                changed = true;
            } else if (call.isWord(at, "INCR")) {
                increments = true;
            } else {
                isOption = false;
            }
            at += isOption ? 1 : 0;
        }
        int rest = call.count() - at;
        if (rest == 0 || rest % 2 == 1) {
            throw CommandException.SYNTAX;
        }
        if (nx && xx) {
            throw NX_AND_XX;
        }
        if (gt && nx || lt && nx || gt && lt) {
            throw GT_AND_LT;
        }
        if (increments && rest > 2) {
            throw MANY_INCREMENTS;
        }
        put(call, new ScoreUpdate(nx, xx, gt, lt, increments), changed, at);
    }

    /** Pairs of score and member from argument {@code from} on. */
    static void put(Call call, ScoreUpdate update, boolean countsUpdated, int from) {
        double[] scores = new double[(call.count() - from) / 2];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = DoubleArgument.of(call, from + 2 * i);
        }
        ScoreUpdate.Result result = put(call, call.key(1), update, call.fields(from + 1, 2), scores);
        if (update.increments()) {
            SortedSetCommands.replyScore(call, result.score());
        } else {
            call.reply().integer(result.added() + (countsUpdated ? result.updated() : 0));
        }
    }

    static ScoreUpdate.Result put(Call call, Slice key, ScoreUpdate update, Slices members, double[] scores) {
        ScoreUpdate.Result result;
        try {
            result = call.db().sortedSets().put(key, update, members, scores);
        } catch (ArithmeticException notANumber) {
            throw new CommandException("ERR " + notANumber.getMessage());
        }
        if (result.added() + result.updated() > 0) {
            call.tell('z', update.increments() ? "zincr" : "zadd", key);
        }
        return result;
    }
}
