package dev.interrex.node.engine;

import java.util.List;

/** Several operands of one mutator, taken one at a time. */
public interface Slices {
    int count();

    /** Operand {@code index} from 0 on; valid until the next call. */
    Slice at(int index);

    /** Those of a list. */
    static Slices of(List<Slice> slices) {
        return new Slices() {
            @Override
            public int count() {
                return slices.size();
            }

            @Override
            public Slice at(int index) {
                return slices.get(index);
            }
        };
    }
}
