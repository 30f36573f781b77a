package dev.interrex.node.config;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Processors as redis.conf writes them: {@code 1,3}, {@code 8-11}, {@code 0-7:2} for every second one, {@code 1,10-11}. */
final class CpuList {
    private static final Pattern PART = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4})(?::(\\d{1,4}))?)?");

    private CpuList() {}

    /**
     * Numbers of processors; empty for an empty word.
     *
     * @param most numbers are below this
     * @throws IllegalArgumentException saying which part is wrong
     */
    static BitSet parse(String word, int most) {
        BitSet cpus = new BitSet();
        if (word.isEmpty()) {
            return cpus;
        }
        for (String part : word.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + part + "' is neither a processor nor a range such as 0-7 or 0-7:2");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            int step = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
            if (last < first || last >= most || step < 1) {
                throw new IllegalArgumentException("'" + part + "' is no range of processors below " + most);
            }
            for (int cpu = first; cpu <= last; cpu += step) {
                cpus.set(cpu);
            }
        }
        return cpus;
    }

    /** Ranges where there are any, in ascending order. */
    static String render(BitSet cpus) {
        StringBuilder text = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int after = cpus.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (after > first + 1) {
                text.append('-').append(after - 1);
            }
            first = cpus.nextSetBit(after);
        }
        return text.toString();
    }
}
