package dev.interrex.node.dispatch;

import dev.interrex.node.engine.EffectSink;

/**
 * The log as the write path sees it: one open record at a time. Loop thread only.
 *
 * <p>Protocol: {@link #open}, effects into {@link #effects()}, then {@link #seal}; at the end of a loop turn {@link #publish}. Between
 * {@link #beginGroup} and {@link #endGroup} commands may share a record, which is closed by the latter at the latest. A record without
 * effects is dropped.
 */
public interface RecordLog {
    /** Largest sum of effect bytes that one record may hold. Commands whose arguments exceed it are refused before execution. */
    long maxRecordBytes();

    /** Whether a record of {@code bytes} fits now; false while the disk is behind: the connection is paused and asks again. */
    boolean hasRoomFor(long bytes);

    /** Commands up to {@link #endGroup} are executed together. Nothing else of the node's work is done meanwhile. */
    void beginGroup();

    void endGroup();

    /**
     * A command begins: opens a record, or goes on with the one that it shares.
     *
     * @return the record's time: the wall clock, but never before the time of any earlier record of the group
     */
    long open(long wallClockMs);

    EffectSink effects();

    /** Whether the command under way has had effects; false if none is. */
    boolean hasEffects();

    /** The command is over; returns {@link #endLsn}. */
    long seal();

    /** End of the log, with what was written to a shared record so far: when this LSN is committed, so is every command up to here. */
    long endLsn();

    /** Shows what was sealed since the last call to the disk and to followers. Cheap if nothing was. */
    void publish();
}
