package dev.interrex.node;

/** Entry point of the node. */
public final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) {
        System.err.println("interrex: the node is not built in yet");
        System.exit(69);
    }
}
