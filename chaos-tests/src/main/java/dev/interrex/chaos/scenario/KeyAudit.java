package dev.interrex.chaos.scenario;

import dev.interrex.chaos.checker.Violation;
import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.workload.NotDoneException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the keys of earlier rounds held when their round ended. Nobody writes to them any more, so that after any number of
 * further failovers they must hold the same. Keeps a bounded number of rounds: the oldest is read once more, then deleted.
 */
final class KeyAudit {
    private static final int ROUNDS_KEPT = 10;

    private record Entry(Function read, Answer answer) {}

    private record Round(String prefix, Map<String, Entry> entries) {}

    private final GroupReader reader;
    private final Deque<Round> rounds = new ArrayDeque<>();
    private final List<Violation> violations = new ArrayList<>();
    private long keysRead;

    KeyAudit(GroupReader reader) {
        this.reader = reader;
    }

    /** Begins a round, whose keys all start with {@code prefix}. */
    void begin(String prefix) {
        rounds.addLast(new Round(prefix, new LinkedHashMap<>()));
    }

    /** Notes what a key of the current round holds at its end. */
    void note(String key, Function read, Answer answer) {
        rounds.getLast().entries.put(key, new Entry(read, answer));
    }

    /** Settles what is beyond the bound. What cannot be read stays for later. */
    void settleOld(String primaryAddress) throws NotDoneException {
        settleDownTo(ROUNDS_KEPT, primaryAddress);
    }

    /** Settles everything. */
    void settleAll(String primaryAddress) throws NotDoneException {
        settleDownTo(0, primaryAddress);
    }

    private void settleDownTo(int kept, String primaryAddress) throws NotDoneException {
        while (rounds.size() > kept) {
            settle(primaryAddress, rounds.getFirst());
            rounds.removeFirst();
        }
    }

    private void settle(String primaryAddress, Round round) throws NotDoneException {
        // Entries go one by one, so that a retry after a failed read does not meet what is deleted or counted already.
        Iterator<Map.Entry<String, Entry>> entries = round.entries.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Entry> entry = entries.next();
            Entry expected = entry.getValue();
            Answer now = reader.read(primaryAddress, expected.read, entry.getKey());
            entries.remove();
            keysRead++;
            if (!same(expected.answer, now)) {
                String detail = "held " + expected.answer + " when its round ended, holds " + now;
                violations.add(new Violation(Violation.Kind.ACKED_AND_LOST, entry.getKey(), detail));
            }
        }
        reader.delete(primaryAddress, round.prefix);
    }

    private static boolean same(Answer expected, Answer now) {
        if (expected instanceof Answer.Elements(List<String> before)
                && now instanceof Answer.Elements(List<String> after)) {
            // The members of a set come in any order; a list was compared element by element in its own round.
            return before.size() == after.size() && new HashSet<>(before).equals(new HashSet<>(after));
        }
        return expected.equals(now);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    long keysRead() {
        return keysRead;
    }
}
