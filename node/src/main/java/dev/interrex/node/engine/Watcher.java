package dev.interrex.node.engine;

/** Somebody who wants to know that a watched key was changed: a client between WATCH and EXEC. Loop thread only. */
public interface Watcher {
    /** A watched key was changed, deleted, or its time was over. Called at most once per change; must not call the engine. */
    void watchedKeyTouched();
}
