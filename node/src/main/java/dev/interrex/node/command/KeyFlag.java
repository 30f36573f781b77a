package dev.interrex.node.command;

/** What a command does with a key, as {@code COMMAND GETKEYSANDFLAGS} tells it. The first four exclude each other. */
public enum KeyFlag {
    /** Reads the value. */
    RO,
    /** Reads and changes the value. */
    RW,
    /** Overwrites the value whatever it was. */
    OW,
    /** Deletes the key. */
    RM,
    /** Returns, copies or otherwise depends on the user's data in the value. */
    ACCESS,
    UPDATE,
    INSERT,
    DELETE,
    /** Not a key, though it stands where one is expected. */
    NOT_KEY,
    /** The positions found may miss some keys. */
    INCOMPLETE,
    /** The flags depend on the arguments. */
    VARIABLE_FLAGS
}
