package dev.interrex.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A reply as a client sees it, in RESP2 or RESP3. Immutable but for the bytes of {@link Bulk}; safe on any thread. */
public sealed interface RespReply {
    /** {@code +text}. */
    record Status(String value) implements RespReply {
        @Override
        public String text() {
            return value;
        }
    }

    /** {@code -CODE text} or, as {@code !}, with any bytes. */
    record Failure(String message) implements RespReply {
        /** The first word, by which clients decide: {@code ERR}, {@code READONLY}, {@code MOVED} … */
        public String code() {
            int blank = message.indexOf(' ');
            return blank < 0 ? message : message.substring(0, blank);
        }

        @Override
        public String text() {
            return message;
        }
    }

    /** {@code :value}. */
    record Number(long value) implements RespReply {
        @Override
        public String text() {
            return Long.toString(value);
        }
    }

    /** {@code $length bytes}; also {@code =}, whose format goes into {@code format}, empty for a plain bulk string. */
    record Bulk(byte[] bytes, String format) implements RespReply {
        @Override
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bulk bulk
                    && java.util.Arrays.equals(bytes, bulk.bytes)
                    && format.equals(bulk.format);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Bulk[" + text() + "]";
        }
    }

    /** {@code $-1}, {@code *-1} or {@code _}. */
    record Null() implements RespReply {
        @Override
        public String text() {
            return "";
        }
    }

    /** {@code #t} or {@code #f}. */
    record Truth(boolean value) implements RespReply {
        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }

    /** {@code ,digits}; the digits are kept as sent. */
    record Real(String digits) implements RespReply {
        /** Infinities and not-a-number as RESP3 spells them. */
        public double value() {
            return switch (digits) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(digits);
            };
        }

        @Override
        public String text() {
            return digits;
        }
    }

    /** {@code (digits}. */
    record BigNumber(String digits) implements RespReply {
        @Override
        public String text() {
            return digits;
        }
    }

    /** What a group of replies is. */
    enum Kind {
        ARRAY,
        /** Keys and values in turn. */
        MAP,
        SET,
        /** Out of band: no request belongs to it. */
        PUSH
    }

    /** {@code *}, {@code %}, {@code ~} or {@code >}. */
    record Group(Kind kind, List<RespReply> elements) implements RespReply {
        public Group {
            elements = List.copyOf(elements);
        }

        @Override
        public String text() {
            return elements.stream().map(RespReply::text).collect(Collectors.joining(" "));
        }
    }

    /** The reply as plain text: for messages and tests. Elements of a group are joined by blanks. */
    String text();

    /** Whether it is an error. */
    default boolean failed() {
        return this instanceof Failure;
    }

    /** Whether it is an out-of-band message. */
    default boolean pushed() {
        return this instanceof Group group && group.kind() == Kind.PUSH;
    }

    /** Elements of a group; empty for anything else. */
    default List<RespReply> elements() {
        return List.of();
    }

    /** The texts of a group's elements. */
    default List<String> texts() {
        return elements().stream().map(RespReply::text).toList();
    }

    /** A map, or a flat array of keys and values as RESP2 sends it, by the keys' texts. A last key without a value is left out. */
    default Map<String, RespReply> map() {
        Map<String, RespReply> map = new LinkedHashMap<>();
        List<RespReply> flat = new ArrayList<>(elements());
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            map.put(flat.get(i).text(), flat.get(i + 1));
        }
        return map;
    }
}
