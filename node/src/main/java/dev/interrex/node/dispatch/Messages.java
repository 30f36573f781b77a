package dev.interrex.node.dispatch;

import dev.interrex.node.pubsub.Kind;
import dev.interrex.resp.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes published messages into the outboxes of subscribers. A message leaves only when everything logged before it, the command
 * that published it included, is committed: nobody hears of a write that may yet be lost. Loop thread only.
 */
final class Messages {
    private static final int KEPT_BYTES = 64 * 1024;

    private final HeldReplies held;
    private final RecordLog log;
    private final RespWriter writer = new RespWriter();
    /** Connections that got messages of the running command, which has no LSN yet. */
    private final List<Session> receivers = new ArrayList<>();
    /** Messages to the running command's own client: they must not stand within its reply. */
    private ByteBuf own = Unpooled.buffer();

    private @Nullable Session running;
    /** Whether a record may be open: what is sent now depends on its end. */
    private boolean open;

    Messages(HeldReplies held, RecordLog log) {
        this.held = held;
        this.log = log;
    }

    /** @param running whose command is about to be executed; null if it is the node's own work */
    void begin(@Nullable Session running) {
        this.running = running;
        open = true;
    }

    /** The record is sealed, and the reply of the command, if it was one, is settled. */
    void end(long nowMs) {
        Session session = running;
        running = null;
        open = false;
        if (session != null && own.isReadable()) {
            session.outbox().buffer().writeBytes(own);
            own.clear();
            if (own.capacity() > KEPT_BYTES) {
                own = Unpooled.buffer();
            }
            held.holdMessage(session, log.endLsn(), nowMs);
        }
        if (!receivers.isEmpty()) {
            for (Session receiver : receivers) {
                held.holdMessage(receiver, log.endLsn(), nowMs);
                receiver.connection().changed();
            }
            receivers.clear();
        }
    }

    void send(Session to, Kind kind, byte @Nullable [] pattern, byte[] channel, byte[] payload, long nowMs) {
        writer.target(to == running ? own : to.outbox().buffer(), to.respVersion() == 3);
        writer.push(pattern == null ? 3 : 4);
        writer.bulk(kind.message());
        if (pattern != null) {
            writer.bulk(pattern);
        }
        writer.bulk(channel);
        writer.bulk(payload);
        if (!open) {
            held.holdMessage(to, log.endLsn(), nowMs);
            to.connection().changed();
        } else if (to != running && !receivers.contains(to)) {
            receivers.add(to);
        }
    }
}
