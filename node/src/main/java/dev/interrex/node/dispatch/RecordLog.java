package dev.interrex.node.dispatch;

import dev.interrex.node.engine.EffectSink;

/**
 * The log as the write path sees it: one open record at a time. Loop thread only.
 *
 * <p>Protocol: {@link #open}, effects into {@link #effects()}, then {@link #seal}. A record without effects is dropped by seal.
 */
public interface RecordLog {
    /** Largest sum of effect bytes that one record may hold. Commands whose arguments exceed it are refused before execution. */
    long maxRecordBytes();

    /** Whether a record of {@code bytes} fits now; false while the disk is behind: the connection is paused and asks again. */
    boolean hasRoomFor(long bytes);

    void open(long logTimeMs);

    EffectSink effects();

    /** Closes the open record and returns the LSN of its end; without effects nothing is appended and the end of the log returned. */
    long seal();

    /** End of the log. */
    long endLsn();
}
