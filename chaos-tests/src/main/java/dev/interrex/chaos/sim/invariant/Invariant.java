package dev.interrex.chaos.sim.invariant;

/** One numbered rule of the protocol; its subclasses are told what happens and throw where it is broken. */
public abstract class Invariant {
    private final int number;

    /** @param number as in docs/simulation.md */
    protected Invariant(int number) {
        this.number = number;
    }

    /** Name for reports: {@code 3-AcknowledgedSurvives}. */
    public final String id() {
        return number + "-" + getClass().getSimpleName();
    }

    /** Reports that it does not hold. */
    protected final InvariantViolation broken(String detail) {
        return new InvariantViolation(id(), detail);
    }
}
