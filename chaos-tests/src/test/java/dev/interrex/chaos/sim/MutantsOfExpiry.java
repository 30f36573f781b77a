package dev.interrex.chaos.sim;

import static dev.interrex.chaos.sim.Mutant.driver;
import static dev.interrex.chaos.sim.Mutant.engine;
import static dev.interrex.chaos.sim.Mutant.expiring;
import static dev.interrex.chaos.sim.Mutant.log;

import java.util.List;

/** Rules about keys that expire, broken. */
final class MutantsOfExpiry {
    private MutantsOfExpiry() {}

    static final List<Mutant> ALL = List.of(
            expiring(
                    "a replica takes a key whose time is over for gone",
                    engine("ExpiryRule", "if (applies) {", "if (applies && logs) {")),
            expiring("what is seen expired is not logged", engine("ExpiryRule", "logs ? Sight.DELETED :", "")),
            expiring(
                    "a key expires before its time is over",
                    engine("ExpiryRule", "nowMs > expireAtMs", "nowMs > expireAtMs - 3")),
            expiring(
                    "log time begins anew with each reign",
                    log(
                            "LogTime",
                            "public void holds(long recordMs) {\n        newestMs = Math.max(newestMs, recordMs);",
                            "public void holds(long recordMs) {")),
            expiring(
                    "driver: what is over is told by the wall clock",
                    driver(
                            "ExpiringKeys",
                            "if (!ExpiryRule.isOver(memory.expireAtMs(key), nowMs)) {",
                            "if (!ExpiryRule.isOver(memory.expireAtMs(key), node.wallClockMs())) {")),
            expiring(
                    "driver: who finds a key gone need not wait for the tick that deleted it",
                    driver("ExpiringKeys", "hazards().begin(disk.endLsn() + 1);", "")),
            expiring(
                    "driver: a snapshot does not tell when keys expire",
                    driver(
                            "Memory",
                            "expireAtMs = other.expireAtMs.clone();",
                            "expireAtMs = new long[values.length];")),
            expiring(
                    "driver: a replica deletes keys by its own clock",
                    driver(
                            "ExpiringKeys",
                            "if (count == 0 || !node.isServing() || node.access().answer() !="
                                    + " ClientAccess.Answer.SERVES) {",
                            "if (count == 0 || !node.isServing() || node.access().answer() !="
                                + " ClientAccess.Answer.SERVES) {\n"
                                + "            node.storage().memory().dropOver(first, count, node.wallClockMs());"),
                    driver(
                            "Memory",
                            "    /** Of the keys that expire. */\n",
                            "    void dropOver(int first, int count, long nowMs) {\n"
                                    + "        for (int key = first; key < first + count; key++) {\n"
                                    + "            if (ExpiryRule.isOver(expireAtMs[key], nowMs)) {\n"
                                    + "                expiringDigest = digestWith(key, 0, ExpiryEffect.NEVER);\n"
                                    + "                values[key] = 0;\n"
                                    + "                expireAtMs[key] = ExpiryEffect.NEVER;\n"
                                    + "            }\n"
                                    + "        }\n"
                                    + "    }\n\n"
                                    + "    /** Of the keys that expire. */\n")));
}
