package dev.interrex.chaos.sim.invariant;

/** An invariant of the protocol does not hold. */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String invariant;

    public InvariantViolation(String invariant, String detail) {
        super(invariant + ": " + detail);
        this.invariant = invariant;
    }

    /** Which one. */
    public String invariant() {
        return invariant;
    }
}
