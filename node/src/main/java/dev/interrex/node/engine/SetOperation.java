package dev.interrex.node.engine;

/** What is made of several sets. The order of the constants is on disk. */
public enum SetOperation {
    /** Members of all of them. */
    INTERSECTION,
    /** Members of any. */
    UNION,
    /** Members of the first that are in none of the others. */
    DIFFERENCE
}
