/**
 * Step 5b: what survives a restart. The durable log in RocksDB, the thread that writes it, and snapshots.
 *
 * <p>In: published records from the {@code log} ring, copied by the persister; chunks of a snapshot from {@code engine} through
 * the event loop, or from a primary through {@code replication.replica}. Out: durable LSNs to the loop; records for replay and for
 * followers that lag behind the ring; verified snapshots for start and for followers. Threads: "persister" writes the log,
 * "snapshot-writer" writes a snapshot; reading is for any thread. The only package that imports {@code org.rocksdb};
 * besides it imports {@code log}, {@code model}, slf4j.
 *
 * <p>Disk rule: a failed write, sync or checksum is reported once and never tried again; after a failed fsync nobody knows what the
 * disk holds (Rebello et al., "Can Applications Recover from fsync Failures?", ATC'20).
 */
@NullMarked
package dev.interrex.node.persistence;

import org.jspecify.annotations.NullMarked;
