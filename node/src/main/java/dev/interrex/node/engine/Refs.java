package dev.interrex.node.engine;

import java.util.Arrays;

/** References gathered from a {@link Table}; reused. */
final class Refs implements RefVisitor {
    private long[] refs = new long[16];
    private int count;

    @Override
    public void ref(long ref) {
        if (count == refs.length) {
            refs = Arrays.copyOf(refs, count * 2);
        }
        refs[count++] = ref;
    }

    int count() {
        return count;
    }

    long at(int index) {
        return refs[index];
    }

    void clear() {
        count = 0;
    }
}
