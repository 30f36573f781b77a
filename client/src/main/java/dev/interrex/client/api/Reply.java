package dev.interrex.client.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reply in the types of RESP3. The {@code as…} methods convert where nothing is lost, so that a caller need not know whether the server
 * sends a number as an integer or as text; otherwise they throw {@link UnexpectedReplyException}.
 */
public sealed interface Reply {
    /** The null reply: a missing key, field or element. */
    Reply NIL = new Nil();

    /** A simple, bulk or verbatim string, or a big number. */
    final class Text implements Reply {
        private final byte[] bytes;

        /** @param bytes kept, not copied */
        public Text(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public byte[] asBytes() {
            return bytes.clone();
        }

        @Override
        public String asText() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public long asLong() {
            try {
                return Long.parseLong(asText());
            } catch (NumberFormatException e) {
                throw unexpected("a number", this);
            }
        }

        @Override
        public double asDouble() {
            try {
                return Double.parseDouble(asText());
            } catch (NumberFormatException e) {
                throw unexpected("a number", this);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && Arrays.equals(bytes, text.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return '"' + asText() + '"';
        }
    }

    /** An integer. */
    record Number(long value) implements Reply {
        @Override
        public long asLong() {
            return value;
        }

        @Override
        public double asDouble() {
            return value;
        }

        @Override
        public boolean asBoolean() {
            return value != 0;
        }

        @Override
        public String asText() {
            return Long.toString(value);
        }
    }

    /** A double. */
    record Decimal(double value) implements Reply {
        @Override
        public double asDouble() {
            return value;
        }

        @Override
        public String asText() {
            return Double.toString(value);
        }
    }

    /** A boolean. */
    record Flag(boolean value) implements Reply {
        @Override
        public boolean asBoolean() {
            return value;
        }

        @Override
        public long asLong() {
            return value ? 1 : 0;
        }
    }

    /** See {@link Reply#NIL}. */
    record Nil() implements Reply {}

    /** An array or a set. */
    record Many(List<Reply> elements) implements Reply {
        public Many {
            elements = List.copyOf(elements);
        }

        @Override
        public List<Reply> asList() {
            return elements;
        }
    }

    /** A map, in the server's order: keys and values by turns. */
    record Pairs(List<Reply> keysAndValues) implements Reply {
        public Pairs {
            keysAndValues = List.copyOf(keysAndValues);
        }

        @Override
        public List<Reply> asList() {
            return keysAndValues;
        }
    }

    /** An error. A call never returns one; inside of a transaction's replies it is the error of that command. */
    record Failure(String error) implements Reply {}

    default boolean isNil() {
        return this instanceof Nil;
    }

    default byte[] asBytes() {
        return asText().getBytes(StandardCharsets.UTF_8);
    }

    default String asText() {
        throw unexpected("text", this);
    }

    default long asLong() {
        throw unexpected("a number", this);
    }

    default double asDouble() {
        throw unexpected("a number", this);
    }

    default boolean asBoolean() {
        throw unexpected("a boolean", this);
    }

    default List<Reply> asList() {
        throw unexpected("a list", this);
    }

    /** The text, or empty for {@link #NIL}. */
    default Optional<String> asOptionalText() {
        return isNil() ? Optional.empty() : Optional.of(asText());
    }

    /** A map, or a list of keys and values by turns, as texts. */
    default Map<String, String> asTextMap() {
        List<Reply> flat = asList();
        if (flat.size() % 2 != 0) {
            throw unexpected("keys and values", this);
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            map.put(flat.get(i).asText(), flat.get(i + 1).asText());
        }
        return map;
    }

    private static UnexpectedReplyException unexpected(String wanted, Reply reply) {
        return new UnexpectedReplyException("expected " + wanted + ", the server sent " + reply);
    }
}
