package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import dev.interrex.resp.RespWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * LCS: dynamic programming over all pairs of prefixes, of which only the last row of lengths is kept; one bit per pair remembers
 * which way is longer, so that the way back can be found in a thirty-second of the memory.
 */
final class LongestCommonSubsequence {
    private static final CommandException NOT_STRINGS =
            new CommandException("ERR The specified keys must contain string values");
    private static final CommandException LEN_AND_IDX =
            new CommandException("ERR If you want both the length and indexes, please just use IDX.");
    private static final CommandException TOO_LARGE =
            new CommandException("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");

    private final Slice a;
    private final Slice b;

    /** For prefix lengths (i, j), both from 1 on: dropping the last byte of a leaves the longer one. */
    private final BitSet dropsA;

    private final int length;

    /** A run that both strings have in common; ends are inclusive. */
    private record Match(int startA, int endA, int startB, int endB) {
        int length() {
            return endA - startA + 1;
        }
    }

    private LongestCommonSubsequence(Slice a, Slice b, boolean withWay) {
        this.a = a;
        this.b = b;
        dropsA = new BitSet(withWay ? a.length() * b.length() : 0);
        int[] row = new int[b.length() + 1];
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = 0;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                if (a.at(i - 1) == b.at(j - 1)) {
                    row[j] = diagonal + 1;
                } else if (above > row[j - 1]) {
                    if (withWay) {
                        dropsA.set((i - 1) * b.length() + j - 1);
                    }
                } else {
                    row[j] = row[j - 1];
                }
                diagonal = above;
            }
        }
        length = row[b.length()];
    }

    static void call(Call call) {
        Slice a = string(call, 1);
        Slice b = string(call, 2);
        boolean len = false;
        boolean idx = false;
        boolean withMatchLen = false;
        long minMatchLen = 0;
        for (int i = 3; i < call.count(); i++) {
            if (call.isWord(i, "LEN")) {
                len = true;
            } else if (call.isWord(i, "IDX")) {
                idx = true;
            } else if (call.isWord(i, "WITHMATCHLEN")) {
                withMatchLen = true;
            } else if (call.isWord(i, "MINMATCHLEN") && i + 1 < call.count()) {
                minMatchLen = call.integer(++i);
            } else {
                throw CommandException.SYNTAX;
            }
        }
        if (len && idx) {
            throw LEN_AND_IDX;
        }
        long pairs = (a.length() + 1L) * (b.length() + 1L);
        if (pairs > call.engine().settings().maxStringBytes() / Integer.BYTES) {
            throw TOO_LARGE;
        }
        LongestCommonSubsequence lcs = new LongestCommonSubsequence(a, b, !len);
        if (len) {
            call.reply().integer(lcs.length);
        } else if (idx) {
            lcs.replyMatches(call.reply(), minMatchLen, withMatchLen);
        } else {
            call.reply().bulk(lcs.subsequence());
        }
    }

    private static Slice string(Call call, int index) {
        String type = call.db().type(call.key(index));
        if (type == null) {
            return Slice.of("");
        }
        Slice value = type.equals("string") ? call.db().strings().get(call.key(index)) : null;
        if (value == null) {
            throw NOT_STRINGS;
        }
        return Slice.of(value.toBytes());
    }

    private byte[] subsequence() {
        byte[] result = new byte[length];
        int left = length;
        int i = a.length();
        int j = b.length();
        while (i > 0 && j > 0) {
            if (a.at(i - 1) == b.at(j - 1)) {
                result[--left] = a.at(i - 1);
                i--;
                j--;
            } else if (dropsA.get((i - 1) * b.length() + j - 1)) {
                i--;
            } else {
                j--;
            }
        }
        return result;
    }

    /** Common runs, the last one first. */
    private List<Match> matches() {
        List<Match> matches = new ArrayList<>();
        int i = a.length();
        int j = b.length();
        while (i > 0 && j > 0) {
            if (a.at(i - 1) == b.at(j - 1)) {
                int endA = i - 1;
                int endB = j - 1;
                while (i > 0 && j > 0 && a.at(i - 1) == b.at(j - 1)) {
                    i--;
                    j--;
                }
                matches.add(new Match(i, endA, j, endB));
            } else if (dropsA.get((i - 1) * b.length() + j - 1)) {
                i--;
            } else {
                j--;
            }
        }
        return matches;
    }

    private void replyMatches(RespWriter reply, long minMatchLen, boolean withMatchLen) {
        List<Match> matches = matches();
        matches.removeIf(match -> match.length() < minMatchLen);
        reply.map(2);
        reply.bulk("matches");
        reply.array(matches.size());
        for (Match match : matches) {
            reply.array(withMatchLen ? 3 : 2);
            reply.array(2);
            reply.integer(match.startA);
            reply.integer(match.endA);
            reply.array(2);
            reply.integer(match.startB);
            reply.integer(match.endB);
            if (withMatchLen) {
                reply.integer(match.length());
            }
        }
        reply.bulk("len");
        reply.integer(length);
    }
}
