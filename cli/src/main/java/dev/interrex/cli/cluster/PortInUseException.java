package dev.interrex.cli.cluster;

/** A port that a process needs is taken. Nothing was started. */
public final class PortInUseException extends ClusterException {
    private final transient ProcessSpec process;
    private final int port;

    public PortInUseException(ProcessSpec process, int port, String purpose) {
        super(process.id() + " needs port " + port + " (" + purpose + ") on " + process.host()
                + ", which another process uses");
        this.process = process;
        this.port = port;
    }

    public ProcessSpec process() {
        return process;
    }

    public int port() {
        return port;
    }
}
