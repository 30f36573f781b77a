package dev.interrex.node.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What clients that may ask again were answered: per session, the replies to the operations that the client has not acknowledged.
 *
 * <p>An answer is logged in the record of the operation itself, so on every node, after a restart and in every snapshot either both
 * are there or neither is: whoever becomes primary knows what took effect, and repeats the reply instead of the operation (RIFL,
 * Lee et al., SOSP 2015). Numbers that were acknowledged, and sessions that have expired, never execute again.
 *
 * <p>Loop thread only.
 */
public final class ExactlyOnce {
    /** Operations of one session that may be unacknowledged. */
    public static final int WINDOW = 1024;

    /** Bytes of a session's identity, chosen by the client at random. */
    public static final int ID_BYTES = 16;

    private static final long SESSION_BYTES = 160;
    private static final long ANSWER_BYTES = 96;

    /** What is to be done with an operation. */
    public enum Ruling {
        /** It was never executed. */
        EXECUTE,
        /** It was: {@link #answer} has the reply. */
        ANSWERED,
        /** There is no such session: nobody knows. */
        NO_SESSION,
        /** The client said that it had the reply. */
        ACKNOWLEDGED,
        /** Too many operations are unacknowledged. */
        WINDOW_FULL
    }

    /** A reply as it was sent, in the client's version of the protocol. */
    public record Answer(byte[] reply, int respVersion) {}

    private record Id(long high, long low) {
        static Id of(Slice bytes) {
            if (bytes.length() != ID_BYTES) {
                throw new CorruptEffectException("session id of " + bytes.length() + " bytes");
            }
            return new Id(longAt(bytes, 0), longAt(bytes, 8));
        }

        private static long longAt(Slice bytes, int from) {
            long value = 0;
            for (int i = from; i < from + 8; i++) {
                value = value << 8 | bytes.at(i) & 0xFF;
            }
            return value;
        }

        byte[] bytes() {
            byte[] bytes = new byte[ID_BYTES];
            for (int i = 0; i < 8; i++) {
                bytes[i] = (byte) (high >>> 56 - 8 * i);
                bytes[8 + i] = (byte) (low >>> 56 - 8 * i);
            }
            return bytes;
        }
    }

    private static final class Session {
        final TreeMap<Long, Answer> answers = new TreeMap<>();
        long acknowledgedUpTo;
        long lastUsedMs;
    }

    private final LongSupplier nowMs;
    private final Supplier<EffectSink> sink;
    private final Runnable sawEverything;
    private final Effects effects = new Effects();
    /** The one that was used longest ago first. */
    private final Map<Id, Session> sessions = new LinkedHashMap<>();

    private final Slice number = new Slice();
    private long replyBytes;
    private long answers;

    ExactlyOnce(Engine engine) {
        this(engine::now, engine::sink, () -> engine.hazards().sawEverything());
    }

    /**
     * Apart from an engine, as the simulation has it.
     *
     * @param nowMs time of the open record
     * @param sink where mutators write their effects
     * @param sawEverything told when what was found out depends on everything that was written
     */
    public ExactlyOnce(LongSupplier nowMs, Supplier<EffectSink> sink, Runnable sawEverything) {
        this.nowMs = nowMs;
        this.sink = sink;
        this.sawEverything = sawEverything;
    }

    // Readers

    public int size() {
        return sessions.size();
    }

    /** Estimate of the memory of all sessions. */
    public long memoryBytes() {
        return sessions.size() * SESSION_BYTES + answers * ANSWER_BYTES + replyBytes;
    }

    public boolean exists(Slice id) {
        return sessions.containsKey(Id.of(id));
    }

    public Ruling rule(Slice id, long seq) {
        Session session = sessions.get(Id.of(id));
        if (session == null) {
            return Ruling.NO_SESSION;
        }
        if (seq <= session.acknowledgedUpTo) {
            return Ruling.ACKNOWLEDGED;
        }
        if (session.answers.containsKey(seq)) {
            return Ruling.ANSWERED;
        }
        return session.answers.size() >= WINDOW ? Ruling.WINDOW_FULL : Ruling.EXECUTE;
    }

    /** What the operation was answered; null unless {@link #rule} says {@link Ruling#ANSWERED}. */
    public @Nullable Answer answer(Slice id, long seq) {
        Session session = sessions.get(Id.of(id));
        return session == null ? null : session.answers.get(seq);
    }

    // Mutators

    /** Opens the session; one that is open lives on as if it had just been opened. */
    public void open(Slice id) {
        log(Effects.SESSION_OPEN, id).number(now()).number(0);
        use(Id.of(id), now());
    }

    /** Forgets the session; false if there is none. */
    public boolean close(Slice id) {
        sawEverything.run();
        if (!exists(id)) {
            return false;
        }
        log(Effects.SESSION_CLOSE, id);
        forget(Id.of(id));
        return true;
    }

    /**
     * The operation that changed what the open record holds was answered so; the client has the replies to all numbers up to {@code
     * acknowledgedUpTo}, which are forgotten.
     */
    public void answered(Slice id, long seq, long acknowledgedUpTo, Answer answer) {
        log(Effects.SESSION_ANSWER, id)
                .number(seq)
                .number(acknowledgedUpTo)
                .number(now())
                .number(answer.respVersion)
                .bytes(answer.reply);
        keep(Id.of(id), seq, acknowledgedUpTo, now(), answer);
    }

    /** Forgets sessions that were not used for so long; primary only, with an open record. Returns how many. */
    public int expire(long unusedForMs, int most) {
        int expired = 0;
        Iterator<Map.Entry<Id, Session>> oldest = sessions.entrySet().iterator();
        while (expired < most && oldest.hasNext()) {
            Map.Entry<Id, Session> next = oldest.next();
            if (now() - next.getValue().lastUsedMs < unusedForMs) {
                return expired;
            }
            byte[] id = next.getKey().bytes();
            log(Effects.SESSION_CLOSE, number.set(id, 0, id.length));
            oldest.remove();
            forgotten(next.getValue());
            expired++;
        }
        return expired;
    }

    void clear() {
        sessions.clear();
        replyBytes = 0;
        answers = 0;
    }

    private long now() {
        return nowMs.getAsLong();
    }

    private Effects log(int op, Slice id) {
        return effects.to(sink.get(), 0).op(op).bytes(id);
    }

    /** The session, opened if need be, as the one that was used last. */
    private Session use(Id id, long atMs) {
        Session session = sessions.remove(id);
        if (session == null) {
            session = new Session();
        }
        session.lastUsedMs = Math.max(session.lastUsedMs, atMs);
        sessions.put(id, session);
        return session;
    }

    private void keep(Id id, long seq, long acknowledgedUpTo, long atMs, Answer answer) {
        Session session = use(id, atMs);
        session.acknowledgedUpTo = Math.max(session.acknowledgedUpTo, acknowledgedUpTo);
        Map<Long, Answer> acknowledged = session.answers.headMap(session.acknowledgedUpTo, true);
        acknowledged.values().forEach(old -> replyBytes -= old.reply.length);
        answers -= acknowledged.size();
        acknowledged.clear();
        if (seq > session.acknowledgedUpTo && session.answers.put(seq, answer) == null) {
            replyBytes += answer.reply.length;
            answers++;
        }
    }

    private void forget(Id id) {
        Session session = sessions.remove(id);
        if (session != null) {
            forgotten(session);
        }
    }

    private void forgotten(Session session) {
        session.answers.values().forEach(old -> replyBytes -= old.reply.length);
        answers -= session.answers.size();
    }

    // Effects in, state out

    /** Does what {@code logged} says, which are effects of sessions only. Throws {@link CorruptEffectException}. */
    public void apply(ByteBuffer logged) {
        EffectReader reader = new EffectReader();
        reader.from(logged);
        while (reader.hasMore()) {
            apply(reader.op(), reader);
        }
    }

    /** Writes effects that make all sessions. */
    public void writeTo(EffectSink out) {
        writeTo(effects.to(out, 0), () -> {});
    }

    void apply(int op, EffectReader in) {
        Id id = Id.of(in.key());
        switch (op) {
            case Effects.SESSION_OPEN -> {
                Session session = use(id, in.number(0, Long.MAX_VALUE));
                session.acknowledgedUpTo = Math.max(session.acknowledgedUpTo, in.number(0, Long.MAX_VALUE));
            }
            case Effects.SESSION_CLOSE -> forget(id);
            case Effects.SESSION_ANSWER -> {
                long seq = in.number(1, Long.MAX_VALUE);
                long acknowledgedUpTo = in.number(0, Long.MAX_VALUE);
                long atMs = in.number(0, Long.MAX_VALUE);
                int respVersion = (int) in.number(2, 3);
                keep(id, seq, acknowledgedUpTo, atMs, new Answer(in.second().toBytes(), respVersion));
            }
            default -> throw ValueType.unknown(op);
        }
    }

    /** Writes effects that make all sessions; {@code between} is called where a block may end. */
    void writeTo(Effects out, Runnable between) {
        sessions.forEach((id, session) -> {
            out.op(Effects.SESSION_OPEN)
                    .bytes(id.bytes())
                    .number(session.lastUsedMs)
                    .number(session.acknowledgedUpTo);
            session.answers.forEach((seq, answer) -> {
                out.op(Effects.SESSION_ANSWER)
                        .bytes(id.bytes())
                        .number(seq)
                        .number(session.acknowledgedUpTo)
                        .number(session.lastUsedMs)
                        .number(answer.respVersion)
                        .bytes(answer.reply);
                between.run();
            });
            between.run();
        });
    }

    /** Independent of the order of the sessions. */
    public long digest() {
        long sum = 0;
        for (Map.Entry<Id, Session> entry : sessions.entrySet()) {
            Session session = entry.getValue();
            Id id = entry.getKey();
            long of = Arrays.hashCode(new long[] {id.high, id.low, session.lastUsedMs, session.acknowledgedUpTo});
            for (Map.Entry<Long, Answer> answer : session.answers.entrySet()) {
                of = of * 31 + answer.getKey();
                of = of * 31 + Arrays.hashCode(answer.getValue().reply);
            }
            sum += Digest.mix(of);
        }
        return sum;
    }
}
