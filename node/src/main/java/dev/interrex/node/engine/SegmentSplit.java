package dev.interrex.node.engine;

import dev.interrex.node.engine.MemberSegments.Payload;

/**
 * The members of a segment on the way into its two halves. They are read and hashed in arrays, where that takes least. Used again and
 * again; loop thread only.
 */
final class SegmentSplit {
    private final SipHash function;
    private final Payload payload;
    private final byte[][] bytes = new byte[2][];
    private final int[][] slots = new int[2][];
    private final int[] used = new int[2];
    private final int[] count = new int[2];
    private byte[] members = new byte[0];

    SegmentSplit(SipHash function, Payload payload) {
        this.function = function;
        this.payload = payload;
    }

    /** Where the caller puts the members of a segment. */
    byte[] room(int size, int length) {
        if (members.length < length) {
            members = new byte[length];
            bytes[0] = new byte[length];
            bytes[1] = new byte[length];
        }
        if (slots[0] == null || slots[0].length < size) {
            slots[0] = new int[size];
            slots[1] = new int[size];
        }
        return members;
    }

    /** Divides them by a bit of their hashes, the one after {@code depth}. */
    void divide(int length, int depth) {
        used[0] = 0;
        used[1] = 0;
        count[0] = 0;
        count[1] = 0;
        for (int at = 0; at < length; ) {
            int end = end(at);
            long hash = Parts.hash(members, at, function);
            int half = (int) (hash << depth >>> 63);
            System.arraycopy(members, at, bytes[half], used[half], end - at);
            slots[half][count[half]++] = MemberSegments.slot(hash, used[half]);
            used[half] += end - at;
            at = end;
        }
    }

    private int end(int at) {
        int member = at + Parts.bytes(members, at);
        return switch (payload) {
            case NONE -> member;
            case NUMBER -> member + Long.BYTES;
            case VALUE -> member + Parts.bytes(members, member);
        };
    }

    /** The members of a half, one after the other. */
    byte[] bytes(int half) {
        return bytes[half];
    }

    int used(int half) {
        return used[half];
    }

    int count(int half) {
        return count[half];
    }

    /** What the slot of member {@code index} of a half shall be. */
    int slot(int half, int index) {
        return slots[half][index];
    }
}
