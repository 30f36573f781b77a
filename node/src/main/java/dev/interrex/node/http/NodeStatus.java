package dev.interrex.node.http;

import dev.interrex.node.command.NodeServices;
import dev.interrex.node.engine.Engine;
import org.jspecify.annotations.Nullable;

/** What the pages are made of; implemented where the node is put together. Loop thread only. */
public interface NodeStatus {
    /** What INFO is made of. */
    NodeServices node();

    Engine engine();

    /** In small letters: {@code primary}, {@code replica}, {@code promoting} … */
    String role();

    /** End of what the node's memory reflects. */
    long appliedLsn();

    /** Why reads and writes are refused now: what a client would be told; null while they are executed. */
    @Nullable
    String refusal();
}
