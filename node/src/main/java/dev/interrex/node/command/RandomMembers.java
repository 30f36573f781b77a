package dev.interrex.node.command;

import dev.interrex.node.engine.Sets;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** SPOP and SRANDMEMBER. */
final class RandomMembers {
    /** With repetitions so many at most are returned, as the reply is made in memory. */
    private static final long MOST_REPEATED = 1L << 24;

    /** Up to one member in so many is looked for at random; more are picked on the way through all. */
    private static final int FEW = 4;

    private RandomMembers() {}

    static void pop(Call call) {
        if (call.count() > 3) {
            throw CommandException.SYNTAX;
        }
        boolean one = call.count() == 2;
        long count = one ? 1 : call.integer(2, ListCommands.NOT_POSITIVE);
        if (count < 0) {
            throw ListCommands.NOT_POSITIVE;
        }
        Slice key = call.key(1);
        Sets sets = call.db().sets();
        int size = sets.sizeForUpdate(key);
        if (one && size == 0) {
            call.reply().nullBulk();
            return;
        }
        int popped = (int) Math.min(count, size);
        if (popped == size && !one) {
            popAll(call, key, size);
            return;
        }
        List<Slice> picked = new ArrayList<>(popped);
        long limit = call.engine().settings().maxEffectBytes();
        long[] bytes = {0};
        pick(call, key, size, popped, member -> {
            picked.add(Slice.of(member.toBytes()));
            bytes[0] += member.length() + Integer.BYTES;
            if (bytes[0] > limit) {
                throw new CommandException("ERR the members to remove at once have more than " + limit
                        + " bytes, which a log record has no room for; see log-ring-size");
            }
        });
        if (!one) {
            call.reply().set(popped);
        }
        picked.forEach(call::replyBulk);
        if (popped > 0) {
            sets.remove(key, Slices.of(picked));
            call.tell('s', "spop", key);
            ListCommands.tellIfGone(call, key);
        }
    }

    private static void popAll(Call call, Slice key, int size) {
        call.reply().set(size);
        call.db().sets().forEach(key, call::replyBulk);
        if (size > 0) {
            call.db().delete(key);
            call.tell('s', "spop", key);
            call.tell('g', "del", key);
        }
    }

    static void reply(Call call) {
        if (call.count() > 3) {
            throw CommandException.SYNTAX;
        }
        Slice key = call.key(1);
        Sets sets = call.db().sets();
        if (call.count() == 2) {
            sets.size(key);
            call.replyBulk(sets.random(key, call.random()));
            return;
        }
        long count = call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE);
        if (count < -MOST_REPEATED) {
            throw new CommandException("ERR value is out of range");
        }
        int size = sets.size(key);
        if (count < 0 && size > 0) {
            call.reply().array((int) -count);
            for (long i = count; i < 0; i++) {
                call.replyBulk(sets.random(key, call.random()));
            }
        } else if (count >= size) {
            call.reply().array(size);
            sets.forEach(key, call::replyBulk);
        } else {
            int chosen = (int) Math.max(0, count);
            call.reply().array(chosen);
            pick(call, key, size, chosen, call::replyBulk);
        }
    }

    /** Visits {@code count} different members; every set of so many is equally likely. */
    private static void pick(Call call, Slice key, int size, int count, Consumer<Slice> visitor) {
        Sets sets = call.db().sets();
        if (count <= size / FEW) {
            Set<Name> seen = new LinkedHashSet<>();
            while (seen.size() < count) {
                Slice member = sets.random(key, call.random());
                if (member != null && seen.add(new Name(member.toBytes()))) {
                    visitor.accept(member);
                }
            }
            return;
        }
        // Floyd's sampling: every set of that size is equally likely, whatever the size of the whole.
        BitSet numbers = new BitSet(size);
        for (int i = size - count; i < size; i++) {
            int number = call.random().nextInt(i + 1);
            numbers.set(numbers.get(number) ? i : number);
        }
        int[] number = {0};
        sets.forEach(key, member -> {
            if (numbers.get(number[0]++)) {
                visitor.accept(member);
            }
        });
    }

    /** Bytes that are compared by content. */
    private record Name(byte[] bytes) {
        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof Name name && java.util.Arrays.equals(bytes, name.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }
    }
}
