package dev.interrex.node.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SORT was told. Immutable.
 *
 * @param by pattern of the keys that hold the weights; null = the elements are sorted by themselves
 * @param gets patterns of the keys to return instead of the elements
 * @param start first element to return
 * @param count of elements to return; -1 = all
 * @param storeAt argument that is the key to store them under; 0 = none
 */
record SortOptions(
        byte @Nullable [] by,
        List<byte[]> gets,
        long start,
        long count,
        boolean descending,
        boolean alphabetical,
        int storeAt) {
    static SortOptions read(Call call, boolean mayStore) {
        byte[] by = null;
        List<byte[]> gets = new ArrayList<>();
        long start = 0;
        long count = -1;
        boolean descending = false;
        boolean alphabetical = false;
        int storeAt = 0;
        for (int i = 2; i < call.count(); i++) {
            int left = call.count() - i - 1;
            if (call.isWord(i, "ASC") || call.isWord(i, "DESC")) {
                descending = call.isWord(i, "DESC");
            } else if (call.isWord(i, "ALPHA")) {
                alphabetical = true;
            } else if (call.isWord(i, "LIMIT") && left >= 2) {
                start = call.integer(++i);
                count = call.integer(++i);
            } else if (mayStore && call.isWord(i, "STORE") && left >= 1) {
                storeAt = ++i;
            } else if (call.isWord(i, "BY") && left >= 1) {
                by = call.args().bytes(++i);
            } else if (call.isWord(i, "GET") && left >= 1) {
                gets.add(call.args().bytes(++i));
            } else {
                throw CommandException.SYNTAX;
            }
        }
        return new SortOptions(by, gets, start, count, descending, alphabetical, storeAt);
    }

    /** Whether the pattern names no key of an element: the elements then keep their order. */
    boolean keepsOrder() {
        if (by == null) {
            return false;
        }
        for (byte b : by) {
            if (b == '*') {
                return false;
            }
        }
        return true;
    }
}
