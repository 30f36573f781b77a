package dev.interrex.node.command;

import java.util.Locale;

/** Groups of commands that an access rule can name: {@code +@string}. READ, WRITE, FAST, SLOW, ADMIN, DANGEROUS, PUBSUB and BLOCKING also follow from flags. */
public enum AclCategory {
    KEYSPACE,
    READ,
    WRITE,
    SET,
    SORTEDSET,
    LIST,
    HASH,
    STRING,
    BITMAP,
    HYPERLOGLOG,
    GEO,
    STREAM,
    PUBSUB,
    ADMIN,
    FAST,
    SLOW,
    BLOCKING,
    DANGEROUS,
    CONNECTION,
    TRANSACTION,
    SCRIPTING;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name on the wire without its {@code @}. */
    public String wireName() {
        return wireName;
    }
}
