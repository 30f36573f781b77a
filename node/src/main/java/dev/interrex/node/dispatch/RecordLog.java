package dev.interrex.node.dispatch;

import dev.interrex.node.engine.EffectSink;

/**
 * The log as the write path sees it: one open record at a time. Loop thread only.
 *
 * <p>Protocol: {@link #open}, effects into {@link #effects()}, then {@link #seal}; at the end of a loop turn {@link #publish}. A
 * record without effects is dropped by seal.
 */
public interface RecordLog {
    /** Largest sum of effect bytes that one record may hold. Commands whose arguments exceed it are refused before execution. */
    long maxRecordBytes();

    /** Whether a record of {@code bytes} fits now; false while the disk is behind: the connection is paused and asks again. */
    boolean hasRoomFor(long bytes);

    /**
     * Opens a record.
     *
     * @return the record's time: the wall clock, but never before the time of any earlier record of the group
     */
    long open(long wallClockMs);

    EffectSink effects();

    /** Whether the open record has effects so far; false if none is open. */
    boolean hasEffects();

    /** Closes the open record and returns the LSN of its end; without effects nothing is appended and the end of the log returned. */
    long seal();

    /** End of the log. */
    long endLsn();

    /** Shows what was sealed since the last call to the disk and to followers. Cheap if nothing was. */
    void publish();
}
