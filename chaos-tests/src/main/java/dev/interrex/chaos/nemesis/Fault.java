package dev.interrex.chaos.nemesis;

/** The faults that can be asked for by name. */
public enum Fault {
    /** {@link KillPrimary}. */
    KILL,
    /** {@link StopPrimary}. */
    STOP,
    /** {@link KillPrimaryAndLeader}. */
    KILL_WITH_LEADER;

    /** A fresh nemesis for one round. */
    public Nemesis nemesis() {
        return switch (this) {
            case KILL -> new KillPrimary();
            case STOP -> new StopPrimary();
            case KILL_WITH_LEADER -> new KillPrimaryAndLeader();
        };
    }
}
