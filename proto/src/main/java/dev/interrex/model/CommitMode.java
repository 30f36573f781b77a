package dev.interrex.model;

/** When a member's ack of a record counts towards the high watermark. */
public enum CommitMode {
    /** When the record is synced to the member's disk. */
    DURABLE,
    /** When the record is in the member's memory log; the disk follows within a second. */
    MEMORY,
    /** Standalone nodes only: replies do not wait at all; the disk follows within a second. */
    NONE
}
