package dev.interrex.chaos.scenario;

import dev.interrex.chaos.nemesis.Fault;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a drill runs.
 *
 * @param rounds at least 1
 * @param operationsPerSecond of each client
 * @param steadyMs how long clients work before the fault
 * @param holdMs how long the fault lasts at least after writes are acknowledged again
 * @param recoverWithinMs from the fault until every client has had a write acknowledged
 * @param healWithinMs from then until every node is in sync again; also the limit for the group to be healthy at the start
 * @param seed of the clients' random choices
 */
public record DrillSettings(
        Fault fault,
        int rounds,
        int operationsPerSecond,
        long steadyMs,
        long holdMs,
        long recoverWithinMs,
        long healWithinMs,
        long seed) {
    public DrillSettings {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, not " + rounds);
        }
        if (operationsPerSecond < 1 || operationsPerSecond > 100_000) {
            throw new IllegalArgumentException(
                    "operations per second must be 1 to 100,000, not " + operationsPerSecond);
        }
    }

    /** A drill as it is meant to be run: 200 operations per second and client, 1.5 s of them before each fault. */
    public static DrillSettings of(Fault fault, int rounds) {
        return new DrillSettings(fault, rounds, 200, 1_500, 500, 30_000, 60_000, 1);
    }

    public DrillSettings withPace(int operationsPerSecond) {
        return new DrillSettings(
                fault, rounds, operationsPerSecond, steadyMs, holdMs, recoverWithinMs, healWithinMs, seed);
    }

    public DrillSettings withSeed(long seed) {
        return new DrillSettings(
                fault, rounds, operationsPerSecond, steadyMs, holdMs, recoverWithinMs, healWithinMs, seed);
    }

    public DrillSettings withTimes(long steadyMs, long holdMs, long recoverWithinMs, long healWithinMs) {
        return new DrillSettings(
                fault, rounds, operationsPerSecond, steadyMs, holdMs, recoverWithinMs, healWithinMs, seed);
    }

    /** Operations that a round's history must have room for. */
    int historyCapacity(int clients) {
        long roundMs = steadyMs + holdMs + recoverWithinMs + healWithinMs;
        return (int) Math.min(5_000_000, clients * roundMs * operationsPerSecond / 1_000 + 10_000);
    }

    /** For the report. */
    Map<String, String> describe(int clients) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("fault", fault.label());
        words.put("rounds", Integer.toString(rounds));
        words.put("clients", Integer.toString(clients));
        words.put("operations per second and client", Integer.toString(operationsPerSecond));
        words.put("steady ms", Long.toString(steadyMs));
        words.put("hold ms", Long.toString(holdMs));
        words.put("recover within ms", Long.toString(recoverWithinMs));
        words.put("heal within ms", Long.toString(healWithinMs));
        words.put("seed", Long.toString(seed));
        return words;
    }
}
