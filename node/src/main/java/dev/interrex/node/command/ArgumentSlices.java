package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;

/** Every so-many-th argument of a call, one at a time; reused. */
final class ArgumentSlices implements Slices {
    private final Call call;
    private final Slice slice;
    private int first;
    private int step = 1;

    ArgumentSlices(Call call, Slice slice) {
        this.call = call;
        this.slice = slice;
    }

    ArgumentSlices from(int first, int step) {
        this.first = first;
        this.step = step;
        return this;
    }

    @Override
    public int count() {
        return (call.count() - first + step - 1) / step;
    }

    @Override
    public Slice at(int index) {
        return call.slice(first + index * step, slice);
    }
}
