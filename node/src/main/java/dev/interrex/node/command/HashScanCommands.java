package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.HashCommands.hash;

import dev.interrex.node.engine.Hashes;
import dev.interrex.node.engine.PairVisitor;
import dev.interrex.node.engine.Slice;
import dev.interrex.resp.RespWriter;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Hashes: all fields, some on the way through them, or any. */
final class HashScanCommands {
    /** HRANDFIELD with repetitions returns so many at most, as the reply is made in memory. */
    private static final long MOST_REPEATED = 1L << 24;

    /** Up to this part of the pairs they are drawn one by one, rather than looked for on a walk. */
    private static final int FEW = 4;

    private HashScanCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                hash("HGETALL", "key")
                        .arity(2)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N fields")
                        .summary("Returns all fields of a hash with their values.")
                        .example("HSET k a 1 b 2", "HGETALL k")
                        .handler(HashScanCommands::hgetAll),
                hash("HKEYS", "key")
                        .arity(2)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N fields")
                        .summary("Returns all fields of a hash.")
                        .example("HSET k a 1 b 2", "HKEYS k")
                        .handler(HashScanCommands::hkeys),
                hash("HVALS", "key")
                        .arity(2)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N fields")
                        .summary("Returns the values of all fields of a hash.")
                        .example("HSET k a 1 b 2", "HVALS k")
                        .handler(HashScanCommands::hvals),
                hash("HRANDFIELD", "key [count [WITHVALUES]]")
                        .arity(-2)
                        .flags(READONLY)
                        .key(1)
                        .since("6.2.0")
                        .complexity("O(N) for N fields returned, or for those of the hash if not all the same")
                        .summary(
                                "Returns any field of a hash, or some: different ones, or with a count below zero any.")
                        .example("HSET k a 1", "HRANDFIELD k", "HRANDFIELD k -3 WITHVALUES")
                        .handler(HashScanCommands::hrandField),
                hash("HSCAN", "key cursor [MATCH pattern] [COUNT count] [NOVALUES]")
                        .arity(-3)
                        .flags(READONLY)
                        .key(1)
                        .since("2.8.0")
                        .complexity("O(1) per call, O(N) for all N fields")
                        .summary("Returns some fields of a hash and a cursor to go on with, 0 at the end.")
                        .example("HSET k a 1 b 2", "HSCAN k 0 MATCH a*")
                        .handler(HashScanCommands::hscan));
    }

    private static void hgetAll(Call call) {
        Slice key = call.key(1);
        RespWriter reply = call.reply();
        reply.map(call.db().hashes().size(key));
        call.db().hashes().forEach(key, pairs(reply));
    }

    private static void hkeys(Call call) {
        Slice key = call.key(1);
        RespWriter reply = call.reply();
        reply.array(call.db().hashes().size(key));
        call.db().hashes().forEach(key, fields(reply));
    }

    private static void hvals(Call call) {
        Slice key = call.key(1);
        RespWriter reply = call.reply();
        reply.array(call.db().hashes().size(key));
        call.db().hashes().forEach(key, (field, value) -> bulk(reply, value));
    }

    private static void hrandField(Call call) {
        if (call.count() == 2) {
            Slice key = call.key(1);
            int size = call.db().hashes().size(key);
            if (size == 0) {
                call.reply().nullBulk();
            } else {
                call.db().hashes().random(key, call.random(), fields(call.reply()));
            }
            return;
        }
        long count = call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE);
        boolean withValues = call.count() > 3;
        if (call.count() > 4 || (withValues && !call.isWord(3, "WITHVALUES"))) {
            throw CommandException.SYNTAX;
        }
        if (count < -MOST_REPEATED || (withValues && count > Long.MAX_VALUE / 2)) {
            throw new CommandException("ERR value is out of range");
        }
        if (count < 0) {
            replyRepeated(call, (int) -count, withValues);
        } else {
            replyDistinct(call, count, withValues);
        }
    }

    private static void replyRepeated(Call call, int count, boolean withValues) {
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        int size = hashes.size(key);
        PairVisitor visitor = startRandom(call, size == 0 ? 0 : count, withValues);
        for (int i = 0; i < count && size > 0; i++) {
            hashes.random(key, call.random(), visitor);
        }
    }

    private static void replyDistinct(Call call, long count, boolean withValues) {
        Slice key = call.key(1);
        Hashes hashes = call.db().hashes();
        int size = hashes.size(key);
        int chosen = (int) Math.min(count, size);
        PairVisitor visitor = startRandom(call, chosen, withValues);
        if (chosen == size) {
            hashes.forEach(key, visitor);
            return;
        }
        if (chosen <= size / FEW) {
            Set<ByteBuffer> seen = new HashSet<>();
            while (seen.size() < chosen) {
                hashes.random(key, call.random(), (field, value) -> {
                    if (seen.add(ByteBuffer.wrap(field.toBytes()))) {
                        visitor.pair(field, value);
                    }
                });
            }
            return;
        }
        // Floyd's sampling: every set of that size is equally likely, whatever the size of the hash.
        BitSet numbers = new BitSet(size);
        for (int i = size - chosen; i < size; i++) {
            int number = call.random().nextInt(i + 1);
            numbers.set(numbers.get(number) ? i : number);
        }
        hashes.forEach(key, numbers, visitor);
    }

    /** Writes the header; RESP3 has an array for each pair. */
    private static PairVisitor startRandom(Call call, int count, boolean withValues) {
        RespWriter reply = call.reply();
        if (!withValues) {
            reply.array(count);
            return fields(reply);
        }
        if (!reply.resp3()) {
            reply.array(2 * count);
            return pairs(reply);
        }
        reply.array(count);
        return (field, value) -> {
            reply.array(2);
            bulk(reply, field);
            bulk(reply, value);
        };
    }

    private static void hscan(Call call) {
        long cursor = ScanOptions.cursor(call, 2);
        Slice key = call.key(1);
        boolean there = call.db().hashes().size(key) > 0;
        // Redis looks at options only where there is something to scan.
        ScanOptions options = ScanOptions.read(call, there ? 3 : call.count(), false, true);
        CollectedReplies found = call.collected();
        long next = call.db().hashes().scan(key, cursor, options.count(), (field, value) -> {
            if (options.matches(field)) {
                found.bulk(field);
                if (!options.withoutValues()) {
                    found.bulk(value);
                }
            }
        });
        call.reply().array(2);
        call.reply().bulkLong(next);
        found.writeTo(call.reply());
    }

    private static PairVisitor fields(RespWriter reply) {
        return (field, value) -> bulk(reply, field);
    }

    private static PairVisitor pairs(RespWriter reply) {
        return (field, value) -> {
            bulk(reply, field);
            bulk(reply, value);
        };
    }

    private static void bulk(RespWriter reply, Slice bytes) {
        reply.bulk(bytes.array(), bytes.offset(), bytes.length());
    }
}
