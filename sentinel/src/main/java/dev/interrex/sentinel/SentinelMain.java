package dev.interrex.sentinel;

/** Entry point of the sentinel. */
public final class SentinelMain {
    private SentinelMain() {}

    public static void main(String[] args) {
        System.err.println("interrex: the sentinel is not built in yet");
        System.exit(69);
    }
}
