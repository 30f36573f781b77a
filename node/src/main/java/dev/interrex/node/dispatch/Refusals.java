package dev.interrex.node.dispatch;

import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.NodeServices;
import dev.interrex.resp.RespWriter;
import org.jspecify.annotations.Nullable;

/** Answers commands that were not executed: their errors leave in order, and depend on nothing. Loop thread only. */
final class Refusals {
    private final RespWriter reply;
    private final Admission admission;
    private final NodeServices node;

    /** @param reply targeted at the session's outbox whenever this is called */
    Refusals(RespWriter reply, Admission admission, NodeServices node) {
        this.reply = reply;
        this.admission = admission;
        this.node = node;
    }

    /** @param spec null if what was sent names no command */
    void refuse(Session session, @Nullable CommandSpec spec, String text) {
        write(session, spec, text);
        session.outbox().settle();
    }

    /** As {@link #refuse}, but the error depends on something: it is the caller's to settle. */
    void write(Session session, @Nullable CommandSpec spec, String text) {
        Transaction transaction = session.transaction();
        boolean exec = spec != null && admission.isExec(spec);
        if (exec && transaction != null) {
            session.discardTransaction();
            reply.error("EXECABORT Transaction discarded because of: " + text);
        } else {
            if (transaction != null) {
                transaction.abort();
            }
            reply.error(text);
        }
        node.statistics().error(text);
        if (spec != null) {
            spec.statistics().rejected();
        }
    }

    /** Sends the client elsewhere. As in Valkey, EXEC is no exception: the code is what the client looks at. */
    void redirect(Session session, CommandSpec spec, String respAddress) {
        if (admission.isExec(spec)) {
            session.discardTransaction();
        }
        refuse(session, spec, "REDIRECT " + respAddress);
    }

    /** Whether the command may need memory, of which there is none; its error is written then, and is the caller's to settle. */
    boolean forMemory(Session session, CommandSpec spec) {
        boolean denied = admission.needsMemory(session, spec);
        if (denied && admission.isExec(spec)) {
            session.discardTransaction();
            reply.error("EXECABORT Transaction discarded because of: " + Admission.OUT_OF_MEMORY);
        } else if (denied) {
            reply.error(Admission.OUT_OF_MEMORY);
        }
        return denied;
    }
}
