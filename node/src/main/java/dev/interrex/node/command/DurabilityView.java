package dev.interrex.node.command;

import dev.interrex.model.CommitMode;

/** What INFO tells about the log on disk and the snapshots; implemented where the node is put together. Loop thread only. */
public interface DurabilityView {
    /** When replies may leave. */
    CommitMode commitMode();

    /** End of what is synced to this node's disk. */
    long durableLsn();

    /** Bytes of the log that are kept on disk. */
    long logBytes();

    boolean isSnapshotRunning();

    /** Wall clock of the newest finished snapshot, in milliseconds; 0 if there is none. */
    long lastSnapshotAtMs();

    /** Size of the newest finished snapshot. */
    long lastSnapshotBytes();

    /** Whether the last snapshot that was begun has ended well, or none was begun. */
    boolean isLastSnapshotOk();

    /** Bytes logged since the newest snapshot. */
    long bytesSinceSnapshot();
}
