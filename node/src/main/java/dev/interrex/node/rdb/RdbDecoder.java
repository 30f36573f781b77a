package dev.interrex.node.rdb;

import dev.interrex.node.engine.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the payloads of DUMP: what Redis from 2.6 to 7.4 writes, but for modules.
 *
 * <pre>
 *   payload   | u8 type | value | u16 LE RDB version | u64 LE CRC-64 of all before |
 * </pre>
 */
public final class RdbDecoder {
    static final int NEWEST_VERSION = 12;
    static final int TRAILER_BYTES = 10;
    private static final int PLAIN_NODE = 1;
    private static final int PACKED_NODE = 2;

    private final RdbInput in;

    private RdbDecoder(RdbInput in) {
        this.in = in;
    }

    /** Whether version and checksum are right. */
    public static boolean isIntact(Slice payload) {
        int length = payload.length() - TRAILER_BYTES;
        if (length < 1) {
            return false;
        }
        int trailer = payload.offset() + length;
        RdbInput in = new RdbInput(payload.array(), trailer, trailer + TRAILER_BYTES, 0);
        boolean known = in.littleEndian(2) <= NEWEST_VERSION;
        return known && in.littleEndian(8) == Crc64.of(payload.array(), payload.offset(), length + 2);
    }

    /**
     * The value of a payload that {@link #isIntact}.
     *
     * @param mostBytes what its compressed strings may unpack to in all
     * @throws DamagedPayloadException if it is none, or of an unknown type
     */
    public static RdbValue decode(Slice payload, long mostBytes) {
        int end = payload.offset() + payload.length() - TRAILER_BYTES;
        RdbInput in = new RdbInput(payload.array(), payload.offset(), end, mostBytes);
        int type = in.octet();
        RdbValue value = new RdbDecoder(in).value(type);
        if (!in.isAtEnd()) {
            throw RdbInput.damaged("bytes behind the value");
        }
        return value;
    }

    private RdbValue value(int type) {
        return switch (type) {
            case RdbType.STRING -> new RdbValue.Text(in.string());
            case RdbType.LIST -> new RdbValue.ListOf(some(strings(1)));
            case RdbType.LIST_ZIPLIST -> new RdbValue.ListOf(some(PackedElements.ofZipList(in.array())));
            case RdbType.LIST_QUICKLIST, RdbType.LIST_QUICKLIST_2 -> quickList(type);
            case RdbType.SET -> set(strings(1));
            case RdbType.SET_INTSET -> set(PackedElements.ofIntSet(in.array()));
            case RdbType.SET_LISTPACK -> set(PackedElements.ofListPack(in.array()));
            case RdbType.ZSET, RdbType.ZSET_BINARY -> sortedSet(type == RdbType.ZSET_BINARY);
            case RdbType.ZSET_ZIPLIST -> sortedSet(PackedElements.ofZipList(in.array()));
            case RdbType.ZSET_LISTPACK -> sortedSet(PackedElements.ofListPack(in.array()));
            case RdbType.HASH -> hash(strings(2));
            case RdbType.HASH_ZIPMAP -> hash(PackedElements.ofZipMap(in.array()));
            case RdbType.HASH_ZIPLIST -> hash(PackedElements.ofZipList(in.array()));
            case RdbType.HASH_LISTPACK -> hash(PackedElements.ofListPack(in.array()));
            case RdbType.HASH_TIMES, RdbType.HASH_TIMES_ABSOLUTE -> timedHash(type);
            case RdbType.HASH_LISTPACK_TIMES, RdbType.HASH_LISTPACK_TIMES_ONLY -> packedTimedHash(type);
            case RdbType.STREAM, RdbType.STREAM_2, RdbType.STREAM_3 -> new StreamDecoder(in, type).stream();
            default -> throw RdbInput.damaged("type " + type);
        };
    }

    /** A count, and as many times so many strings. */
    private List<Slice> strings(int each) {
        long count = (long) in.count() * each;
        List<Slice> strings = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            strings.add(in.string());
        }
        return strings;
    }

    private static List<Slice> some(List<Slice> elements) {
        if (elements.isEmpty()) {
            throw RdbInput.damaged("no elements");
        }
        return elements;
    }

    private static List<Slice> different(List<Slice> elements) {
        Set<ByteBuffer> seen = new HashSet<>();
        for (Slice element : some(elements)) {
            if (!seen.add(ByteBuffer.wrap(element.array(), element.offset(), element.length()))) {
                throw RdbInput.damaged("an element twice");
            }
        }
        return elements;
    }

    private RdbValue quickList(int type) {
        int nodes = in.count();
        List<Slice> elements = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            long container = type == RdbType.LIST_QUICKLIST ? 0 : in.number();
            if (container == PLAIN_NODE) {
                elements.add(in.string());
            } else if (container == PACKED_NODE) {
                elements.addAll(some(PackedElements.ofListPack(in.array())));
            } else if (type == RdbType.LIST_QUICKLIST) {
                elements.addAll(some(PackedElements.ofZipList(in.array())));
            } else {
                throw RdbInput.damaged("node of a list");
            }
        }
        return new RdbValue.ListOf(some(elements));
    }

    private static RdbValue set(List<Slice> members) {
        return new RdbValue.SetOf(different(members));
    }

    private RdbValue sortedSet(boolean binary) {
        int count = in.count();
        List<Slice> members = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(in.string());
            scores.add(binary ? in.binaryDouble() : in.textDouble());
        }
        return sortedSet(members, scores);
    }

    private static RdbValue sortedSet(List<Slice> pairs) {
        List<Slice> members = everyNth(pairs, 2, 0);
        List<Double> scores = new ArrayList<>();
        for (Slice score : everyNth(pairs, 2, 1)) {
            scores.add(RdbInput.parse(score.toBytes()));
        }
        return sortedSet(members, scores);
    }

    private static RdbValue sortedSet(List<Slice> members, List<Double> scores) {
        if (scores.stream().anyMatch(score -> score.isNaN())) {
            throw RdbInput.damaged("score");
        }
        return new RdbValue.SortedSet(
                different(members),
                scores.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static List<Slice> everyNth(List<Slice> elements, int step, int first) {
        if (elements.size() % step != 0) {
            throw RdbInput.damaged("half a pair");
        }
        List<Slice> found = new ArrayList<>(elements.size() / step);
        for (int i = first; i < elements.size(); i += step) {
            found.add(elements.get(i));
        }
        return found;
    }

    private static RdbValue hash(List<Slice> pairs) {
        return new RdbValue.Hash(different(everyNth(pairs, 2, 0)), everyNth(pairs, 2, 1), List.of());
    }

    private RdbValue timedHash(int type) {
        long least = type == RdbType.HASH_TIMES ? in.littleEndian(8) : 1;
        int count = in.count();
        List<Slice> fields = new ArrayList<>();
        List<Slice> values = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long given = in.number();
            times.add(time(given == 0 ? 0 : given + least - 1));
            fields.add(in.string());
            values.add(in.string());
        }
        return new RdbValue.Hash(different(fields), values, times);
    }

    private RdbValue packedTimedHash(int type) {
        if (type == RdbType.HASH_LISTPACK_TIMES) {
            in.littleEndian(8);
        }
        List<Slice> triples = PackedElements.ofListPack(in.array());
        List<Long> times = new ArrayList<>();
        for (Slice at : everyNth(triples, 3, 2)) {
            times.add(time((long) RdbInput.parse(at.toBytes())));
        }
        return new RdbValue.Hash(different(everyNth(triples, 3, 0)), everyNth(triples, 3, 1), times);
    }

    private static long time(long atMs) {
        if (atMs < 0 || atMs >= 1L << 48) {
            throw RdbInput.damaged("time of a field");
        }
        return atMs;
    }
}
