package dev.interrex.sentinel.config;

import java.util.Locale;

/** Directives with words: how they are written, their default, and what they are for. */
enum WordDirective {
    SENTINEL_ID(
            "NAME",
            "",
            "Name of this sentinel, one of those below: small letters, digits and hyphens, at most 63. Needed."),
    BIND(
            "ADDRESS",
            "127.0.0.1",
            "Address of all listeners but the console's. Only this machine, unless told otherwise."),
    HTTP_BIND("ADDRESS", "127.0.0.1", "Address of the console."),
    DIR("DIRECTORY", ".", "Where the sentinels' log is kept."),
    REQUIREPASS("PASSWORD", "", "What clients of the Redis Sentinel protocol must say; empty = nothing."),
    SENTINEL(
            "NAME GRPC-HOST:PORT RESP-HOST:PORT [ZONE]",
            "",
            "A sentinel; a line for each, this one included. IPv6 addresses go in brackets. For the first start and to"
                    + " find the others: once there is a log, it says who they are (`interrex sentinel add, remove,"
                    + " replace`)."),
    GROUP(
            "NAME [min-isr NUMBER] [commit MODE] [zones ZONE,…]",
            "",
            "A group, to be created when all its nodes are there and blank. min-isr: fewest in-sync members, by"
                + " default 2 for three nodes or more, else 1. commit: a write counts as acknowledged when it is"
                + " `durable`, the default, or in `memory`, at every in-sync member. zones: where the primary should"
                + " be, best first."),
    NODE(
            "GROUP NAME RESP-HOST:PORT GRPC-HOST:PORT [ZONE] [PRIORITY]",
            "",
            "A node of a group. Of equally good ones that with the smaller priority is chosen; 0 = never; by default"
                    + " 100."),
    SPARE(
            "GROUP NAME RESP-HOST:PORT GRPC-HOST:PORT [ZONE] [PRIORITY]",
            "",
            "A node that stands by, and takes the place of one that is lost. The log says which of them does: what is"
                    + " a node and what a spare here is for what the log does not know yet.");

    final String syntax;
    final String defaultValue;
    /** For the reference. */
    final String doc;

    WordDirective(String syntax, String defaultValue, String doc) {
        this.syntax = syntax;
        this.defaultValue = defaultValue;
        this.doc = doc;
    }

    /** As it is written in the file. */
    String directive() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a file may have several of it. */
    boolean repeatable() {
        return this == SENTINEL || this == GROUP || this == NODE || this == SPARE;
    }
}
