package dev.interrex.node.engine;

/** Several operands of one mutator, taken one at a time. */
public interface Slices {
    int count();

    /** Operand {@code index} from 0 on; valid until the next call. */
    Slice at(int index);
}
