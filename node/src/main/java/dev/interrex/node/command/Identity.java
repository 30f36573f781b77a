package dev.interrex.node.command;

import java.util.Objects;

/** What a node says that it is. */
public final class Identity {
    /** Clients decide by it what they may use. */
    static final String REDIS_VERSION = "7.4.2";

    static final String SERVER = "redis";
    static final String MODE = "standalone";

    /** Of this program; {@code development} when it was not started from its packages. */
    public static final String INTERREX_VERSION =
            Objects.requireNonNullElse(Identity.class.getPackage().getImplementationVersion(), "development");

    private Identity() {}

    /** As HELLO spells it; INFO and ROLE say {@code slave}. */
    static String role(NodeServices node) {
        return node.membership().isPrimary() ? "master" : "replica";
    }
}
