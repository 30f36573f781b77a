package dev.interrex.chaos.history;

/** What an operation does to its key. */
public enum Function {
    /** GET: answers the value or nothing. */
    READ(false),
    /** SET: its argument becomes the value. */
    WRITE(true),
    /** SET … GET: its argument becomes the value, and the value before is the answer. One atomic read-modify-write, as CAS is. */
    SWAP(true),
    /** INCR: answers the value after. */
    INCREMENT(true),
    /** APPEND of one element of a fixed width: answers the number of elements after. */
    APPEND(true),
    /** GET of a value made by appending: answers its elements in order. */
    READ_LIST(false),
    /** SET of a key that nobody else writes: the member joins the set of such keys. */
    ADD(true),
    /** SCAN of all keys of a set: answers its members in any order. */
    READ_SET(false);

    private final boolean writes;

    Function(boolean writes) {
        this.writes = writes;
    }

    /** Whether the operation changes something. A read whose outcome is unknown can be left out of every check. */
    public boolean writes() {
        return writes;
    }
}
