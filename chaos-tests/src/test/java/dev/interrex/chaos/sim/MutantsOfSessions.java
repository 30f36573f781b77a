package dev.interrex.chaos.sim;

import static dev.interrex.chaos.sim.Mutant.driver;
import static dev.interrex.chaos.sim.Mutant.engine;
import static dev.interrex.chaos.sim.Mutant.of;

import java.util.List;

/** Rules about operations that are asked for again, broken. */
final class MutantsOfSessions {
    private MutantsOfSessions() {}

    static final List<Mutant> ALL = List.of(
            of(
                    "only who executed an operation remembers its reply",
                    engine(
                            "ExactlyOnce",
                            "keep(id, seq, acknowledgedUpTo, atMs, new Answer(in.second().toBytes(), respVersion));",
                            "in.second();\n                use(id, atMs);")),
            of(
                    "a snapshot has no replies",
                    engine(
                            "ExactlyOnce",
                            "session.answers.forEach((seq, answer) -> {",
                            "new TreeMap<Long, Answer>().forEach((seq, answer) -> {")),
            of(
                    "what was acknowledged is executed again",
                    engine("ExactlyOnce", "if (seq <= session.acknowledgedUpTo) {", "if (seq < 0) {")),
            of(
                    "a session ends at the primary only",
                    engine("ExactlyOnce", "log(Effects.SESSION_CLOSE, number.set(id, 0, id.length));", "")),
            of(
                    "driver: sessions not rebuilt after a cut",
                    driver(
                            "Storage",
                            "? new Memory(world.settings().allKeys())",
                            "? new Memory(world.settings().allKeys(), memory)"),
                    driver(
                            "Memory",
                            "    private Memory(Memory other) {",
                            "    Memory(int keys, Memory other) {\n"
                                    + "        values = new long[keys];\n"
                                    + "        writers = new Entry[keys];\n"
                                    + "        expireAtMs = new long[keys];\n"
                                    + "        Arrays.fill(expireAtMs, ExpiryEffect.NEVER);\n"
                                    + "        sessions = other.sessions;\n"
                                    + "    }\n\n"
                                    + "    private Memory(Memory other) {")),
            of(
                    "driver: the reply is kept in a record of its own",
                    driver(
                            "Storage",
                            "return append(new Entry(epoch, disk.last(), op.key, otherKey, value, atMs,"
                                    + " op.index + 1L, kept));",
                            "Entry made = append(new Entry(epoch, disk.last(), op.key, otherKey, value, atMs,"
                                    + " op.index + 1L, null));\n"
                                    + "        return kept == null ? made : say(epoch, atMs, kept);")),
            of(
                    "driver: that a session is unknown is told before it is committed",
                    driver(
                            "Serving",
                            "return reply.told.lsn() <= node.storage().highWatermark()\n",
                            "return (reply.told.lsn() <= node.storage().highWatermark() || reply.ruling =="
                                    + " Ruling.NO_SESSION)\n")));
}
