package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;

/** Every so-many-th argument of a call, one at a time; reused. */
final class ArgumentSlices implements Slices {
    private final Call call;
    private final Slice slice;
    private int first;
    private int step = 1;
    private int most;

    ArgumentSlices(Call call, Slice slice) {
        this.call = call;
        this.slice = slice;
    }

    ArgumentSlices from(int first, int step) {
        return from(first, step, Integer.MAX_VALUE);
    }

    ArgumentSlices from(int first, int step, int most) {
        this.first = first;
        this.step = step;
        this.most = most;
        return this;
    }

    @Override
    public int count() {
        return Math.min(most, (call.count() - first + step - 1) / step);
    }

    @Override
    public Slice at(int index) {
        return call.slice(first + index * step, slice);
    }
}
