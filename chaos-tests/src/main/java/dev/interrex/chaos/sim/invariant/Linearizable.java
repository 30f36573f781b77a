package dev.interrex.chaos.sim.invariant;

import dev.interrex.chaos.checker.Violation;

/** 9, 11 and 16 as clients see them: some order of all operations explains every answer; nothing is lost or applied twice. */
public final class Linearizable extends Invariant {
    public Linearizable() {
        super(9);
    }

    public InvariantViolation broken(Violation violation) {
        return broken(violation.toString());
    }
}
