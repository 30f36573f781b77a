package dev.interrex.node.rdb;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamConsumer;
import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.Streams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads streams:
 *
 * <pre>
 *   stream    | blocks | … block | length | last id |
 *             since STREAM_2: | first id | greatest deleted id | entries added |
 *             | groups | … group |
 *   block     | string: id, u64 BE twice | string: listpack |             id, elsewhere: two lengths
 *   group     | string: name | last id | since STREAM_2: entries read |
 *             | pending | … id as in a block, u64 LE delivered at ms, deliveries | consumers | … consumer |
 *   consumer  | string: name | u64 LE seen ms | since STREAM_3: u64 LE active ms | pending | … id as in a block |
 * </pre>
 */
final class StreamDecoder {
    private final RdbInput in;
    private final boolean hasCounters;
    private final boolean hasActiveTime;

    StreamDecoder(RdbInput in, int type) {
        this.in = in;
        hasCounters = type >= RdbType.STREAM_2;
        hasActiveTime = type >= RdbType.STREAM_3;
    }

    RdbValue stream() {
        int blockCount = in.count();
        List<StreamId> ids = new ArrayList<>();
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < blockCount; i++) {
            byte[] id = in.array();
            if (id.length != 16) {
                throw RdbInput.damaged("id of a block");
            }
            ids.add(rawId(new RdbInput(id, 0, id.length, 0)));
            blocks.add(in.array());
        }
        long length = in.number();
        StreamId lastId = id();
        StreamId firstId = hasCounters ? id() : StreamId.MIN;
        StreamId maxDeletedId = hasCounters ? id() : StreamId.MIN;
        long entriesAdded = hasCounters ? in.number() : length;
        long live = Streams.sizeOf(ids, blocks, lastId);
        if (live < 0 || live != length || entriesAdded < length || lastId.isBefore(firstId)) {
            throw RdbInput.damaged("blocks of a stream");
        }
        return new RdbValue.Stream(ids, blocks, lastId, maxDeletedId, entriesAdded, groups());
    }

    private StreamId id() {
        long ms = in.number();
        return new StreamId(ms, in.number());
    }

    private static StreamId rawId(RdbInput from) {
        long ms = from.bigEndian(8);
        return new StreamId(ms, from.bigEndian(8));
    }

    private List<RdbValue.Group> groups() {
        int count = in.count();
        List<RdbValue.Group> groups = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Slice name = in.string();
            different(names, name);
            StreamId lastId = id();
            long entriesRead = hasCounters ? in.number() : StreamGroup.UNKNOWN;
            if (entriesRead < StreamGroup.UNKNOWN) {
                throw RdbInput.damaged("entries read");
            }
            Map<StreamId, RdbValue.Pending> pending = pending();
            groups.add(new RdbValue.Group(name, lastId, entriesRead, consumers(pending)));
            if (!pending.isEmpty()) {
                throw RdbInput.damaged("pending entry of nobody");
            }
        }
        return groups;
    }

    private static void different(Set<String> names, Slice name) {
        if (!names.add(new String(name.array(), name.offset(), name.length(), StandardCharsets.ISO_8859_1))) {
            throw RdbInput.damaged("a name twice");
        }
    }

    private Map<StreamId, RdbValue.Pending> pending() {
        int count = in.count();
        Map<StreamId, RdbValue.Pending> pending = new HashMap<>();
        for (int i = 0; i < count; i++) {
            StreamId id = rawId(in);
            long atMs = in.littleEndian(8);
            if (pending.put(id, new RdbValue.Pending(id, atMs, in.number())) != null) {
                throw RdbInput.damaged("pending entry twice");
            }
        }
        return pending;
    }

    /** Takes what the consumers have from what is pending. */
    private List<RdbValue.Consumer> consumers(Map<StreamId, RdbValue.Pending> pending) {
        int count = in.count();
        List<RdbValue.Consumer> consumers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Slice name = in.string();
            different(names, name);
            long seenMs = in.littleEndian(8);
            long activeMs = hasActiveTime ? in.littleEndian(8) : StreamConsumer.NEVER;
            int own = in.count();
            List<RdbValue.Pending> entries = new ArrayList<>();
            for (int j = 0; j < own; j++) {
                RdbValue.Pending entry = pending.remove(rawId(in));
                if (entry == null) {
                    throw RdbInput.damaged("pending entry of a consumer");
                }
                entries.add(entry);
            }
            consumers.add(new RdbValue.Consumer(name, seenMs, activeMs, entries));
        }
        return consumers;
    }
}
