package dev.interrex.chaos.history;

/** How an operation ended, as far as its client can tell. */
public enum Outcome {
    /** It took effect between its invocation and its completion. */
    OK,
    /** It did not take effect and never will. */
    FAIL,
    /** Unknown: it may take effect at any time after its invocation, or never. */
    INFO
}
