package dev.interrex.node.engine.memory;

/** Another thread, which belongs to whoever has put the node together. */
@FunctionalInterface
public interface Background {
    /** Runs a short task soon; false if it takes none any more. Any thread. */
    boolean run(Runnable task);
}
