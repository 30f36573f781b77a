package dev.interrex.node.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Consumers who share the entries of a stream: how far they are, and what they did not acknowledge. */
public final class StreamGroup {
    /** {@link #entriesRead} if the number is not known. */
    public static final long UNKNOWN = -1;

    final byte[] name;
    StreamId lastId;
    long entriesRead;
    final PendingEntries pending = new PendingEntries();
    final TreeMap<byte[], StreamConsumer> consumers = new TreeMap<>(Arrays::compareUnsigned);

    StreamGroup(byte[] name, StreamId lastId, long entriesRead) {
        this.name = name;
        this.lastId = lastId;
        this.entriesRead = entriesRead;
    }

    public Slice name() {
        return Slice.of(name);
    }

    /** Id of the last entry that any of its consumers was given. */
    public StreamId lastId() {
        return lastId;
    }

    /** How many entries of the stream's whole history were given; {@link #UNKNOWN} after an arbitrary start. */
    public long entriesRead() {
        return entriesRead;
    }

    /** What its consumers were given and did not acknowledge. */
    public PendingEntries pending() {
        return pending;
    }

    public Collection<StreamConsumer> consumers() {
        return consumers.values();
    }

    public @Nullable StreamConsumer consumer(Slice consumer) {
        return consumers.get(consumer.toBytes());
    }

    void assign(PendingEntries.Pending entry) {
        release(entry.id());
        pending.put(entry);
        entry.consumer().pending.put(entry);
    }

    /** False if nobody has it. */
    boolean release(StreamId id) {
        for (PendingEntries.Pending old : pending.range(id, id, 1)) {
            old.consumer().pending.remove(id);
            return pending.remove(id);
        }
        return false;
    }

    StreamGroup copy() {
        StreamGroup copy = new StreamGroup(name, lastId, entriesRead);
        for (StreamConsumer consumer : consumers.values()) {
            StreamConsumer copied = new StreamConsumer(consumer.name);
            copied.seenMs = consumer.seenMs;
            copied.activeMs = consumer.activeMs;
            copy.consumers.put(copied.name, copied);
        }
        for (PendingEntries.Pending entry : pending.all()) {
            StreamConsumer consumer = copy.consumers.get(entry.consumer().name);
            if (consumer != null) {
                copy.assign(
                        new PendingEntries.Pending(entry.id(), consumer, entry.deliveredAtMs(), entry.deliveries()));
            }
        }
        return copy;
    }

    long memoryBytes() {
        return 200 + name.length + pending.memoryBytes() * 2 + consumers.size() * 300L;
    }

    long digest(SipHash hash) {
        long sum = hash.hash(name, 0, name.length) + Digest.mix(lastId.ms() * 31 + lastId.seq()) + entriesRead * 7;
        for (StreamConsumer consumer : consumers.values()) {
            sum += Digest.mix(hash.hash(consumer.name, 0, consumer.name.length));
        }
        for (int i = 0; i < pending.chunks(); i++) {
            for (PendingEntries.Pending entry : pending.chunk(i)) {
                byte[] owner = entry.consumer().name;
                long about = hash.hash(owner, 0, owner.length) + entry.deliveredAtMs() * 31 + entry.deliveries();
                sum += Digest.mix(
                        about + Digest.mix(entry.id().ms() * 31 + entry.id().seq()));
            }
        }
        return Digest.mix(sum);
    }
}
