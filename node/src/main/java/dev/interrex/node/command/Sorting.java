package dev.interrex.node.command;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.WrongTypeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One execution of SORT: its elements and what it finds under keys made of them. */
final class Sorting {
    private static final CommandException NO_NUMBER =
            new CommandException("ERR One or more scores can't be converted into double");
    private static final byte[] ITSELF = {'#'};

    private final Call call;
    private final SortOptions options;

    /** An element with what it is compared by. */
    private record Weighted(byte[] element, double score, byte @Nullable [] text) {}

    Sorting(Call call, SortOptions options) {
        this.call = call;
        this.options = options;
    }

    /** The elements of a key in order, those that are wanted. */
    List<byte[]> sorted(Slice key) {
        String type = call.db().type(key);
        boolean storesSet = "set".equals(type) && options.storeAt() > 0;
        boolean ordered = options.keepsOrder() && !storesSet;
        List<byte[]> elements = elements(key, type, ordered && options.descending());
        if (!ordered) {
            boolean alphabetical = options.alphabetical() || options.keepsOrder();
            byte[] by = options.keepsOrder() ? null : options.by();
            sort(elements, by, alphabetical);
        }
        long size = elements.size();
        long start = Math.min(Math.max(options.start(), 0), size);
        long count = Math.min(Math.max(options.count(), -1), size);
        long end = count < 0 ? size : Math.min(size, start + count);
        return elements.subList((int) start, (int) Math.max(start, end));
    }

    private List<byte[]> elements(Slice key, @Nullable String type, boolean backwards) {
        Database db = call.db();
        List<byte[]> elements = new ArrayList<>();
        switch (type == null ? "none" : type) {
            case "none" -> {}
            case "list" -> {
                long size = db.lists().sizeForUpdate(key);
                db.lists().forEach(key, backwards ? size - 1 : 0, size, backwards, e -> elements.add(e.toBytes()));
            }
            case "set" -> db.sets().forEach(key, member -> elements.add(member.toBytes()));
            case "zset" -> {
                int size = db.sortedSets().sizeForUpdate(key);
                int first = backwards ? size - 1 : 0;
                db.sortedSets().forEach(key, first, size, backwards, (member, score) -> elements.add(member.toBytes()));
            }
            default -> throw CommandException.WRONG_TYPE;
        }
        return elements;
    }

    private void sort(List<byte[]> elements, byte @Nullable [] by, boolean alphabetical) {
        List<Weighted> weighted = new ArrayList<>(elements.size());
        for (byte[] element : elements) {
            byte[] weight = by == null ? element : lookUp(by, element);
            double score = alphabetical || weight == null ? 0 : score(weight);
            weighted.add(new Weighted(element, score, weight));
        }
        Comparator<Weighted> order = alphabetical
                ? Comparator.comparing(Weighted::text, Comparator.nullsFirst(Arrays::compareUnsigned))
                : Comparator.<Weighted>comparingDouble(one -> one.score + 0.0)
                        .thenComparing(Weighted::element, Arrays::compareUnsigned);
        weighted.sort(options.descending() ? order.reversed() : order);
        for (int i = 0; i < weighted.size(); i++) {
            elements.set(i, weighted.get(i).element);
        }
    }

    /** As C's strtod understands it, of the whole text. */
    private static double score(byte[] text) {
        String digits = new String(text, StandardCharsets.ISO_8859_1).stripLeading();
        if (text.length == 0) {
            return 0;
        }
        String sign = digits.startsWith("-") ? "-" : "";
        String unsigned = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
        if (unsigned.equalsIgnoreCase("inf") || unsigned.equalsIgnoreCase("infinity")) {
            return sign.isEmpty() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        LongDouble number = LongDouble.parse(Slice.of(digits));
        double value = number == null || number.infinite()
                ? Double.NaN
                : number.value().doubleValue();
        boolean underflows = number != null && value == 0 && number.value().signum() != 0;
        if (Double.isNaN(value) || Double.isInfinite(value) || underflows) {
            throw NO_NUMBER;
        }
        return value;
    }

    /**
     * What is held by the key that the pattern names when its first {@code *} stands for the element, or by a field of it:
     * {@code weight_*}, {@code object_*->field}; the element itself for {@code #}. Null if there is none.
     */
    byte @Nullable [] lookUp(byte[] pattern, byte[] element) {
        if (Arrays.equals(pattern, ITSELF)) {
            return element;
        }
        String text = new String(pattern, StandardCharsets.ISO_8859_1);
        int star = text.indexOf('*');
        if (star < 0) {
            return null;
        }
        int arrow = text.indexOf("->", star + 1);
        boolean ofHash = arrow >= 0 && arrow + 2 < text.length();
        String behind = text.substring(star + 1, ofHash ? arrow : text.length());
        String name = text.substring(0, star) + new String(element, StandardCharsets.ISO_8859_1) + behind;
        Slice key = Slice.of(name.getBytes(StandardCharsets.ISO_8859_1));
        Slice found;
        if (ofHash) {
            Slice field = Slice.of(text.substring(arrow + 2).getBytes(StandardCharsets.ISO_8859_1));
            try {
                found = call.db().hashes().get(key, field);
            } catch (WrongTypeException noHash) {
                return null;
            }
        } else {
            found = call.db().strings().getIfString(key);
        }
        return found == null ? null : found.toBytes();
    }
}
