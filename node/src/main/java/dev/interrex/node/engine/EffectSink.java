package dev.interrex.node.engine;

/**
 * Where the keyspace writes the effect of each mutation: the open record of the replication log on a primary, nowhere on a
 * replica or during replay. Effects of one command (or of one MULTI or script) become one record, all or nothing.
 *
 * <p>Every mutating method of the keyspace changes memory <em>and</em> appends its effect, so no caller can forget the log.
 * The engine owns the format of effects; to the log they are opaque bytes. Loop thread only.
 */
public interface EffectSink {
    /** Throws effects away: for replicas, replay and tests. */
    EffectSink NONE = new EffectSink() {
        @Override
        public void writeByte(int value) {}

        @Override
        public void writeVarLong(long value) {}

        @Override
        public void writeBytes(byte[] source, int offset, int length) {}
    };

    void writeByte(int value);

    /** LEB128, seven bits a byte, at most ten bytes; negative values take ten. */
    void writeVarLong(long value);

    void writeBytes(byte[] source, int offset, int length);

    default void writeLengthPrefixed(byte[] source) {
        writeVarLong(source.length);
        writeBytes(source, 0, source.length);
    }
}
