package dev.interrex.sentinel.facade;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespWriter;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** One command of a session, while it is executed. */
final class Request {
    /** What became of it. */
    enum Outcome {
        ANSWERED,
        /** To be run again when something changed: see {@link Patience}. */
        HELD,
        /** The reply comes through {@link Outlet#answer}. */
        LATER
    }

    private static final int MAX_ECHOED_CHARACTERS = 128;

    final Desk desk;
    final Session session;
    final CommandArgs args;
    final RespWriter reply;
    /** One picture for the whole command. */
    final ClusterSnapshot snapshot;

    final long nowMs;
    private final long errorsBefore;
    private Outcome outcome = Outcome.ANSWERED;

    Request(Desk desk, Session session, CommandArgs args, RespWriter reply) {
        this.desk = desk;
        this.session = session;
        this.args = args;
        this.reply = reply;
        this.snapshot = desk.look();
        this.nowMs = desk.nowMs();
        this.errorsBefore = reply.errors();
    }

    /** An error was written. */
    boolean failed() {
        return reply.errors() > errorsBefore;
    }

    int words() {
        return args.count();
    }

    String text(int index) {
        return args.text(index);
    }

    /** The word's bytes as ISO 8859-1 text, which loses none of them. */
    String bytesAsText(int index) {
        return new String(args.bytes(index), StandardCharsets.ISO_8859_1);
    }

    boolean is(int index, String upperCase) {
        return args.is(index, upperCase);
    }

    Outcome outcome() {
        return outcome;
    }

    /** Nothing was written: run this again after the next change, or when patience ends. */
    void hold() {
        outcome = Outcome.HELD;
    }

    /** Nothing was written: the reply is what {@code answer} makes of the stage's value. */
    <T> void later(CompletionStage<T> stage, Function<T, Consumer<RespWriter>> answer) {
        outcome = Outcome.LATER;
        stage.whenComplete((value, failure) -> {
            Consumer<RespWriter> writes = failure == null ? answer.apply(value) : out -> out.error("ERR " + failure);
            desk.execute(() -> session.outlet.answer(writes));
        });
    }

    void error(String text) {
        desk.statistics.errorReplies++;
        reply.error(text);
    }

    void unknownCommand() {
        StringBuilder words = new StringBuilder();
        for (int i = 1; i < words() && words.length() < MAX_ECHOED_CHARACTERS; i++) {
            words.append('\'').append(clipped(text(i))).append("' ");
        }
        error("ERR unknown command '" + clipped(text(0)) + "', with args beginning with: " + words);
    }

    void wrongArity(Command command) {
        error("ERR wrong number of arguments for '" + command.fullName() + "' command");
    }

    void runSubcommand(String container, Map<String, Command> subcommands) {
        Command command = subcommands.get(text(1).toUpperCase(Locale.ROOT));
        if (command == null) {
            error("ERR unknown subcommand '" + clipped(text(1)) + "'. Try " + container + " HELP.");
        } else if (!command.accepts(words())) {
            wrongArity(command);
        } else {
            command.handler().run(this);
        }
    }

    /** The group that word {@code index} names; if there is none, the error is written. */
    Optional<GroupSnapshot> group(int index) {
        Optional<GroupSnapshot> group = snapshot.group(text(index));
        if (group.isEmpty()) {
            error("ERR No such master with that name");
        }
        return group;
    }

    private static String clipped(String text) {
        return text.length() <= MAX_ECHOED_CHARACTERS ? text : text.substring(0, MAX_ECHOED_CHARACTERS);
    }
}
