package dev.interrex.resp;

/**
 * Redis's glob patterns: {@code *}, {@code ?}, {@code [abc]}, {@code [^a-z]}, and {@code \} before a character that stands for
 * itself. On bytes; case matters. Takes time linear in the text for each star, never exponential.
 */
public final class Glob {
    private Glob() {}

    /** Whether the whole of {@code text} matches. */
    public static boolean matches(byte[] pattern, byte[] text) {
        int p = 0;
        int t = 0;
        int starAt = -1;
        int resumeAt = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                starAt = p++;
                resumeAt = t;
                continue;
            }
            int next = p < pattern.length ? matchOne(pattern, p, text[t]) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (starAt >= 0) {
                // The last star takes one byte more; earlier stars need no second thought.
                p = starAt + 1;
                t = ++resumeAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Index behind the pattern's element at {@code p} if it matches {@code b}, else -1. */
    private static int matchOne(byte[] pattern, int p, byte b) {
        return switch (pattern[p]) {
            case '?' -> p + 1;
            case '[' -> matchClass(pattern, p + 1, b & 0xff);
            case '\\' -> {
                int literal = p + 1 < pattern.length ? p + 1 : p;
                yield pattern[literal] == b ? literal + 1 : -1;
            }
            default -> pattern[p] == b ? p + 1 : -1;
        };
    }

    private static int matchClass(byte[] pattern, int from, int b) {
        int p = from;
        boolean negated = p < pattern.length && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p++;
                found |= (pattern[p] & 0xff) == b;
                p++;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = Math.min(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                int high = Math.max(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                found |= low <= b && b <= high;
                p += 3;
            } else {
                found |= (pattern[p] & 0xff) == b;
                p++;
            }
        }
        int after = Math.min(p + 1, pattern.length);
        return found != negated ? after : -1;
    }
}
