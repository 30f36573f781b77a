package dev.interrex.chaos.sim;

/** How long the group of a seed lives: {@code -Dsim.length=short} for many seeds, each with few faults. */
public enum Length {
    /** Some bursts of faults. */
    LONG(500, 2, 4, 1),
    /** About one burst. */
    SHORT(60, 1, 1, 3);

    /** No fault is injected before. */
    final int firstFaultMs;

    final int fewestBursts;
    /** More than the fewest, at most. */
    final int moreBursts;
    /** Times between the faults of one story are divided by it. */
    final int haste;

    Length(int firstFaultMs, int fewestBursts, int moreBursts, int haste) {
        this.firstFaultMs = firstFaultMs;
        this.fewestBursts = fewestBursts;
        this.moreBursts = moreBursts;
        this.haste = haste;
    }

    /** What the system property says. */
    static Length wanted() {
        return System.getProperty("sim.length", "").equals("short") ? SHORT : LONG;
    }
}
