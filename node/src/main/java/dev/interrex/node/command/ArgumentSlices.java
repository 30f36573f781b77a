package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;

/** Every so-many-th argument of a call, one at a time; reused. One that is asked for again and again is copied and hashed once. */
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
        // It may be that of an earlier command.
        slice.argument(-1);
        return this;
    }

    @Override
    public int count() {
        return Math.min(most, (call.count() - first + step - 1) / step);
    }

    @Override
    public Slice at(int index) {
        int argument = first + index * step;
        if (slice.argument() != argument) {
            call.slice(argument, slice).argument(argument);
        }
        return slice;
    }
}
