package dev.interrex.client.session;

import dev.interrex.client.api.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers every write, so that the server executes it once however often it is sent: {@code ONCE session seq acknowledged command…}.
 * The server remembers the reply in the record of the effect itself, on every node of the group.
 *
 * <p>An identity is opened once and never again: were it opened anew after the server had forgotten it, a write of before could take
 * effect a second time. When the server says that it does not know it, another one is made. Any thread.
 */
public final class ExactlyOnce implements Session {
    /** The server keeps so many replies of a session. */
    static final int WINDOW = 1024;

    private enum State {
        NEW,
        OPENING,
        OPEN,
        LEFT
    }

    private final Supplier<String> ids;
    private final TreeSet<Long> outstanding = new TreeSet<>();
    private String id;
    private State state = State.NEW;
    private long nextSeq = 1;

    /** @param ids each 32 hexadecimal digits, at random */
    public ExactlyOnce(Supplier<String> ids) {
        this.ids = ids;
        this.id = ids.get();
    }

    @Override
    public boolean numbers(List<Command<?>> commands) {
        return commands.stream().anyMatch(command -> command.effect() != Command.Effect.READ);
    }

    @Override
    public synchronized @Nullable Ticket take() {
        boolean full = !outstanding.isEmpty() && nextSeq - outstanding.first() >= WINDOW;
        if (state != State.OPEN || full) {
            return null;
        }
        outstanding.add(nextSeq);
        return new Ticket(id, nextSeq++);
    }

    @Override
    public synchronized void ended(Ticket ticket) {
        if (ticket.id().equals(id)) {
            outstanding.remove(ticket.seq());
        }
    }

    @Override
    public List<byte[]> prefix(Ticket ticket) {
        long acknowledged;
        synchronized (this) {
            boolean current = ticket.id().equals(id) && !outstanding.isEmpty();
            acknowledged = current ? Math.min(outstanding.first(), ticket.seq()) - 1 : 0;
        }
        return List.of(
                bytes("ONCE"),
                bytes(ticket.id()),
                bytes(Long.toString(ticket.seq())),
                bytes(Long.toString(acknowledged)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public synchronized void expired(Ticket ticket) {
        if (ticket.id().equals(id) && state == State.OPEN) {
            id = ids.get();
            state = State.NEW;
            outstanding.clear();
            nextSeq = 1;
        }
    }

    @Override
    public synchronized @Nullable String toOpen() {
        if (state != State.NEW) {
            return null;
        }
        state = State.OPENING;
        return id;
    }

    @Override
    public synchronized void opened(String opened) {
        if (state == State.OPENING && opened.equals(id)) {
            state = State.OPEN;
        }
    }

    @Override
    public synchronized void notOpened(String notOpened) {
        if (state == State.OPENING && notOpened.equals(id)) {
            state = State.NEW;
        }
    }

    @Override
    public synchronized @Nullable String leave() {
        boolean open = state == State.OPEN;
        state = State.LEFT;
        return open ? id : null;
    }
}
