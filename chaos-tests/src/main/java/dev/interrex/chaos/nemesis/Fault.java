package dev.interrex.chaos.nemesis;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The faults that can be asked for by name. */
public enum Fault {
    /** {@link KillPrimary}. */
    KILL,
    /** {@link StopPrimary}. */
    STOP,
    /** {@link KillPrimaryAndLeader}. */
    KILL_WITH_LEADER,
    /** {@link SwitchOver}: no fault, but a change of primary all the same. */
    SWITCHOVER,
    /** {@link TerminatePrimary}. */
    SIGTERM;

    /**
     * The fault of this name, in lower case with hyphens.
     *
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    public static Fault named(String name) {
        for (Fault fault : values()) {
            if (fault.label().equals(name)) {
                return fault;
            }
        }
        throw new IllegalArgumentException("no fault " + name + "; there are "
                + Arrays.stream(values()).map(Fault::label).collect(Collectors.joining(", ")));
    }

    /** Its name for people: {@code kill-with-leader}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A fresh nemesis for one round. */
    public Nemesis nemesis() {
        return switch (this) {
            case KILL -> new KillPrimary();
            case STOP -> new StopPrimary();
            case KILL_WITH_LEADER -> new KillPrimaryAndLeader();
            case SWITCHOVER -> new SwitchOver();
            case SIGTERM -> new TerminatePrimary();
        };
    }
}
