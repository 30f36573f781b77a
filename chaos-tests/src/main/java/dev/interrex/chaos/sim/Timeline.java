package dev.interrex.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, for people. Off in long runs: nobody may build a line then. */
final class Timeline {
    private final boolean on;
    private final List<String> lines = new ArrayList<>();

    Timeline(boolean on) {
        this.on = on;
    }

    boolean on() {
        return on;
    }

    void note(long atNanos, String who, String what) {
        if (on) {
            lines.add(String.format(Locale.ROOT, "%9.3f ms  %-8s %s", atNanos / 1e6, who, what));
        }
    }

    List<String> lines() {
        return lines;
    }
}
