package dev.interrex.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Spelling {
    private Spelling() {}

    /** The known word that fewest changes of a letter lead to, if they are few. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        int least = Math.max(2, word.length() / 3) + 1;
        String nearest = null;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Levenshtein's distance: insertions, deletions and replacements of one letter. */
    public static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
