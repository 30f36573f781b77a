package dev.interrex.node.engine;

/** Takes references of the slots of a {@link Table}. Must not change the table. */
@FunctionalInterface
interface RefVisitor {
    void ref(long ref);
}
