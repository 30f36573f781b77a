package dev.interrex.node.config;

/** Chapters of the configuration's documentation, in their order. */
public enum Section {
    GROUP("Identity and group"),
    NETWORK("Network"),
    LIMITS("Limits of a client connection"),
    SECURITY("Security"),
    DURABILITY("Durability"),
    REPLICATION("Replication and failover"),
    MEMORY("Memory and data types"),
    OPERATIONS("Operation");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
