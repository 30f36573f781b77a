package dev.interrex.node.dispatch;

import dev.interrex.node.command.CommandFlag;
import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.resp.CommandArgs;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a command may be executed: everything that can be said before it is. Loop thread only. */
final class Admission {
    private static final String SUBSCRIBED_ONLY =
            "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";

    static final String OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";

    private final Gate gate;
    private final RecordLog log;
    private final Set<CommandSpec> withinTransaction;
    private final Set<CommandSpec> whileSubscribed;
    private final @Nullable CommandSpec exec;
    private final @Nullable CommandSpec watch;
    private boolean openToAll;

    Admission(Gate gate, RecordLog log, NodeServices node) {
        this.gate = gate;
        this.log = log;
        CommandTable table = node.commands();
        withinTransaction = named(table, "EXEC", "DISCARD", "MULTI", "WATCH", "QUIT", "RESET");
        whileSubscribed = named(
                table,
                "SUBSCRIBE",
                "UNSUBSCRIBE",
                "PSUBSCRIBE",
                "PUNSUBSCRIBE",
                "SSUBSCRIBE",
                "SUNSUBSCRIBE",
                "PING",
                "QUIT",
                "RESET");
        exec = table.named("EXEC");
        watch = table.named("WATCH");
        node.config().follow(NetworkDirectives.REQUIREPASS, password -> openToAll = password.isEmpty());
    }

    private static Set<CommandSpec> named(CommandTable table, String... names) {
        return Arrays.stream(names).map(table::named).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether there is no password. */
    boolean isOpenToAll() {
        return openToAll;
    }

    /** Null if the command may be executed or queued, else the whole error text. Nothing was executed. */
    @Nullable
    String refuses(Session session, CommandSpec spec, CommandArgs args) {
        if (!spec.acceptsArity(args.count())) {
            return spec.arityError();
        }
        if (!session.authenticated() && !spec.has(CommandFlag.NO_AUTH)) {
            return "NOAUTH Authentication required.";
        }
        Transaction transaction = session.transaction();
        if (transaction != null && spec.has(CommandFlag.NO_MULTI)) {
            return "ERR Command not allowed inside a transaction";
        }
        if (session.respVersion() == 2 && session.subscriptions() > 0 && !whileSubscribed.contains(spec)) {
            return "ERR Can't execute '" + spec.label() + "': " + SUBSCRIBED_ONLY;
        }
        Needs needs = needs(session, spec);
        String byRole = refusesByRole(needs);
        boolean queued = transaction != null && !withinTransaction.contains(spec);
        if (byRole != null || transaction == null && needs != Needs.WRITE || transaction != null && !queued) {
            return byRole;
        }
        return tooLarge(transaction, args);
    }

    private @Nullable String refusesByRole(Needs needs) {
        return switch (needs) {
            case NOTHING -> null;
            case SERVING, READ -> gate.refusesReads();
            case WRITE -> gate.refusesWrites();
        };
    }

    private @Nullable String tooLarge(@Nullable Transaction transaction, CommandArgs args) {
        long bytes = Transaction.sizeOf(args) + (transaction == null ? 0 : transaction.bytes());
        if (bytes <= log.maxRecordBytes()) {
            return null;
        }
        return "ERR " + (transaction == null ? "the command" : "the transaction") + " has " + bytes
                + " bytes, more than the largest log record of " + log.maxRecordBytes() + "; see log-ring-size";
    }

    /** What the command needs to be executed; EXEC needs what its queue does. */
    Needs needs(Session session, CommandSpec spec) {
        if (spec == watch) {
            return Needs.READ;
        }
        Transaction transaction = session.transaction();
        if (spec == exec && transaction != null && !transaction.aborted()) {
            return session.watches() ? transaction.needs().and(Needs.READ) : transaction.needs();
        }
        return Needs.of(spec);
    }

    /** Whether it is refused while memory is above its limit. */
    boolean needsMemory(Session session, CommandSpec spec) {
        Transaction transaction = session.transaction();
        if (spec != exec || transaction == null) {
            return spec.has(CommandFlag.DENYOOM);
        }
        return transaction.queue().stream().anyMatch(queued -> queued.spec().has(CommandFlag.DENYOOM));
    }

    /** Whether the log can take whatever one command may write. Not during a switchover, whose target must see the log's end. */
    boolean hasRoom() {
        return !gate.parksWrites() && log.hasRoomFor(log.maxRecordBytes());
    }

    /** Whether those who wait may try again: they will be executed, or refused. */
    boolean endsWaiting() {
        return hasRoom() || gate.refusesReads() != null;
    }

    /** Whether the command has to wait, unexecuted, for what another role or the log must say first. */
    boolean mustWait(Needs needs) {
        return needs.touchesKeys() ? !hasRoom() : needs == Needs.SERVING && gate.parksAll();
    }

    /** Whether the command is executed at once between MULTI and EXEC. */
    boolean runsWithinTransaction(CommandSpec spec) {
        return withinTransaction.contains(spec);
    }

    boolean isExec(CommandSpec spec) {
        return spec == exec;
    }

    /** Commands with passwords in them do not. */
    boolean showsInSlowLog(CommandSpec spec) {
        return !spec.has(CommandFlag.SKIP_SLOWLOG);
    }
}
