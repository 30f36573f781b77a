package dev.interrex.chaos.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.interrex.chaos.checker.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A whole drill.
 *
 * @param name of the scenario
 * @param startedAtUnixMs wall clock
 * @param settings that it ran with, by name, for people
 * @param ending violations that were found after the last round, when all keys were read once more
 */
public record DrillReport(
        String name,
        String group,
        long startedAtUnixMs,
        Map<String, String> settings,
        List<RoundResult> rounds,
        List<Violation> ending,
        List<InvariantCheck> invariants) {
    public DrillReport {
        settings = Map.copyOf(settings);
        rounds = List.copyOf(rounds);
        ending = List.copyOf(ending);
        invariants = List.copyOf(invariants);
    }

    @JsonProperty
    public RoundResult.Counts totals() {
        return rounds.stream().map(RoundResult::counts).reduce(RoundResult.Counts.ZERO, RoundResult.Counts::plus);
    }

    /** Violations by kind; every kind is there. */
    @JsonProperty
    public Map<Violation.Kind, Long> violationCounts() {
        Map<Violation.Kind, Long> counts = new LinkedHashMap<>();
        List<Violation> all = violations();
        for (Violation.Kind kind : Violation.Kind.values()) {
            counts.put(
                    kind,
                    all.stream().filter(violation -> violation.kind() == kind).count());
        }
        return counts;
    }

    /** All violations, those of the rounds first. */
    public List<Violation> violations() {
        List<Violation> all = new ArrayList<>();
        rounds.forEach(round -> all.addAll(round.violations()));
        all.addAll(ending);
        return all;
    }

    /** Whether every round recovered and nothing was found that must not be. */
    @JsonProperty
    public boolean passed() {
        return rounds.stream().allMatch(RoundResult::recovered)
                && violations().isEmpty()
                && invariants.stream().allMatch(check -> check.broken() == 0);
    }

    /** Percentiles over the rounds, by name, in the order of events. */
    @JsonProperty
    public Map<String, Spread> spreads() {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        spreads.put(
                "suspected",
                Spread.of(rounds.stream().mapToDouble(round -> round.timeline().suspectedMs())));
        spreads.put(
                "decided",
                Spread.of(rounds.stream().mapToDouble(round -> round.timeline().decidedMs())));
        spreads.put(
                "committed",
                Spread.of(rounds.stream().mapToDouble(round -> round.timeline().committedMs())));
        spreads.put(
                "serving",
                Spread.of(rounds.stream().mapToDouble(round -> round.timeline().servingMs())));
        spreads.put(
                "first acked write",
                Spread.of(rounds.stream().mapToDouble(round -> round.timeline().firstAckMs())));
        spreads.put(
                "in sync again",
                Spread.of(rounds.stream().mapToDouble(round -> round.timeline().healedMs())));
        spreads.put("unavailable (nobody writes)", Spread.of(rounds.stream().mapToDouble(RoundResult::unavailableMs)));
        spreads.put("refused", Spread.of(rounds.stream().mapToDouble(RoundResult::refusedMs)));
        steps().forEach((name, step) ->
                spreads.put(name, Spread.of(rounds.stream().mapToDouble(round -> step.applyAsDouble(round.steps())))));
        spreads.put(
                "ordinary write, p50 of a round",
                Spread.of(rounds.stream()
                        .mapToDouble(round -> round.ordinaryWrites().p50())));
        spreads.put(
                "ordinary write, p99 of a round",
                Spread.of(rounds.stream()
                        .mapToDouble(round -> round.ordinaryWrites().p99())));
        gapsByClient()
                .forEach((client, gaps) -> spreads.put(
                        "write gap " + client, Spread.of(gaps.stream().mapToDouble(Double::doubleValue))));
        spreads.put("write gap at rejoin", Spread.of(rounds.stream().mapToDouble(RoundResult::rejoinGapMs)));
        return spreads;
    }

    /** By name, in order. */
    private static Map<String, ToDoubleFunction<PromotionSteps>> steps() {
        Map<String, ToDoubleFunction<PromotionSteps>> steps = new LinkedHashMap<>();
        steps.put("  waited for the handover", PromotionSteps::parkedMs);
        steps.put("  news to epoch synced", PromotionSteps::epochSyncedMs);
        steps.put("  news to barrier appended", PromotionSteps::barrierMs);
        steps.put("  news to last follower", PromotionSteps::lastFollowerMs);
        steps.put("  news to barrier on own disk", PromotionSteps::barrierSyncedMs);
        steps.put("  news to serving", PromotionSteps::servingMs);
        return steps;
    }

    private Map<String, List<Double>> gapsByClient() {
        Map<String, List<Double>> gaps = new LinkedHashMap<>();
        for (RoundResult round : rounds) {
            for (RoundResult.ClientGap gap : round.gaps()) {
                gaps.computeIfAbsent(gap.client(), client -> new ArrayList<>()).add(gap.gapMs());
            }
        }
        return gaps;
    }
}
