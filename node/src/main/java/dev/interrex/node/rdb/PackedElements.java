package dev.interrex.node.rdb;

import dev.interrex.node.engine.ListPack;
import dev.interrex.node.engine.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of small collections, which RDB holds as one string in one of Redis's packed forms. The older ones:
 *
 * <pre>
 *   ziplist   | u32 LE bytes | u32 LE offset of the last | u16 LE entries | entry … | 0xFF |
 *   entry     | length of the one before: u8, or 0xFE u32 | encoding | data |
 *   encoding  00llllll | 01llllll llllllll | 0x80 u32 BE: a string      0xC0 i16, 0xD0 i32, 0xE0 i64, 0xF0 i24, 0xFE i8, LE
 *             1111vvvv, 1 to 13: the number v-1
 *   zipmap    | u8 pairs | key length | key | value length | u8 free bytes | value | free bytes | … | 0xFF |
 *   intset    | u32 LE bytes of each | u32 LE elements | numbers LE |
 * </pre>
 */
final class PackedElements {
    private static final int END = 0xFF;
    private static final int LONG_LENGTH = 0xFE;

    private PackedElements() {}

    static List<Slice> ofListPack(byte[] bytes) {
        if (!ListPack.isValid(bytes)) {
            throw RdbInput.damaged("listpack");
        }
        ListPack pack = new ListPack(bytes);
        List<Slice> elements = new ArrayList<>();
        for (int at = pack.first(); !pack.isEnd(at); at = pack.next(at)) {
            elements.add(pack.read(at, new Slice()));
        }
        return elements;
    }

    static List<Slice> ofIntSet(byte[] bytes) {
        RdbInput in = new RdbInput(bytes, 0, bytes.length, 0);
        long size = in.littleEndian(4);
        long count = in.littleEndian(4);
        if (size != 2 && size != 4 && size != 8 || count * size != in.left()) {
            throw RdbInput.damaged("intset");
        }
        List<Slice> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(number(in, (int) size));
        }
        return elements;
    }

    static List<Slice> ofZipList(byte[] bytes) {
        RdbInput in = new RdbInput(bytes, 0, bytes.length, 0);
        if (in.littleEndian(4) != bytes.length) {
            throw RdbInput.damaged("ziplist");
        }
        in.littleEndian(6);
        List<Slice> elements = new ArrayList<>();
        for (int before = in.octet(); before != END; before = in.octet()) {
            if (before == LONG_LENGTH) {
                in.littleEndian(4);
            }
            elements.add(zipListElement(in, bytes));
        }
        if (!in.isAtEnd()) {
            throw RdbInput.damaged("ziplist");
        }
        return elements;
    }

    private static Slice zipListElement(RdbInput in, byte[] bytes) {
        int first = in.octet();
        switch (first >>> 6) {
            case 0 -> {
                return bytes(in, bytes, first);
            }
            case 1 -> {
                return bytes(in, bytes, (first & 0x3F) << 8 | in.octet());
            }
            case 2 -> {
                return bytes(in, bytes, in.bigEndian(4));
            }
            default -> {
                return switch (first) {
                    case 0xC0 -> number(in, 2);
                    case 0xD0 -> number(in, 4);
                    case 0xE0 -> number(in, 8);
                    case 0xF0 -> number(in, 3);
                    case 0xFE -> number(in, 1);
                    default -> small(first);
                };
            }
        }
    }

    private static Slice small(int encoding) {
        if (encoding < 0xF1 || encoding > 0xFD) {
            throw RdbInput.damaged("ziplist");
        }
        return digits((encoding & 0xF) - 1L);
    }

    static List<Slice> ofZipMap(byte[] bytes) {
        RdbInput in = new RdbInput(bytes, 0, bytes.length, 0);
        in.octet();
        List<Slice> elements = new ArrayList<>();
        for (int length = in.octet(); length != END; length = in.octet()) {
            elements.add(bytes(in, bytes, zipMapLength(in, length)));
            long valueLength = zipMapLength(in, in.octet());
            int free = in.octet();
            elements.add(bytes(in, bytes, valueLength));
            bytes(in, bytes, free);
        }
        if (!in.isAtEnd()) {
            throw RdbInput.damaged("zipmap");
        }
        return elements;
    }

    private static long zipMapLength(RdbInput in, int first) {
        if (first == END) {
            throw RdbInput.damaged("zipmap");
        }
        return first == LONG_LENGTH ? in.littleEndian(4) : first;
    }

    private static Slice bytes(RdbInput in, byte[] bytes, long length) {
        return new Slice().set(bytes, in.skip(length), (int) length);
    }

    private static Slice number(RdbInput in, int size) {
        int shift = 64 - 8 * size;
        return digits(in.littleEndian(size) << shift >> shift);
    }

    private static Slice digits(long number) {
        return Slice.of(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }
}
