package dev.interrex.node.dispatch;

import dev.interrex.node.command.NodeServices;
import dev.interrex.resp.RespWriter;

/** What clients are told when they have to go, and before their connection is closed because their commands cannot be answered in order. Loop thread only. */
final class LastWords {
    private final Gate gate;
    private final NodeServices node;
    private final RespWriter reply = new RespWriter();

    LastWords(Gate gate, NodeServices node) {
        this.gate = gate;
        this.node = node;
    }

    /** A push message of its own kind, so that no other is taken for it: {@code standby host:port}. */
    void foretell(Session session, String successorResp) {
        reply.target(session.outbox().buffer(), true);
        reply.push(2);
        reply.bulk("standby");
        reply.bulk(successorResp);
        session.outbox().settle();
    }

    /** Refuses the command that waits, not executed, as this node is no primary any more. */
    void refuse(Session session, String newPrimaryResp) {
        // A refusal behind replies that never leave would be taken for one of them.
        if (session.outbox().holds()) {
            return;
        }
        String refusal = gate.refusesWrites();
        boolean redirected = session.followsRedirects() && !newPrimaryResp.isEmpty();
        String text = refusal == null ? "READONLY You can't write against a read only replica." : refusal;
        reply.target(session.outbox().buffer(), session.respVersion() == 3);
        reply.error(redirected ? "REDIRECT " + newPrimaryResp : text);
        session.outbox().settle();
    }

    /** Tells the client of the oldest held reply what it may conclude, and closes: nothing after it can be answered in order. */
    void giveUp(Session session, boolean wrote, int timeoutMs) {
        reply.target(session.outbox().buffer(), session.respVersion() == 3);
        if (wrote) {
            node.statistics().replyIndeterminate();
            reply.error("INDETERMINATE the write was executed but not committed within " + timeoutMs
                    + " ms: it may take effect or be lost");
        } else {
            reply.error(
                    "MASTERDOWN nothing was changed: what was read could not be confirmed within " + timeoutMs + " ms");
        }
        session.outbox().settle();
        session.closeAfterReplies();
    }
}
