package dev.interrex.node.metrics;

import java.util.Map;
import java.util.TreeMap;

/** What is counted about clients and commands as a whole. Loop thread only. */
public final class ServerStatistics {
    /** More different error codes than this are counted as {@code ERR}; a code comes from our own texts, so there are few. */
    private static final int MOST_ERROR_CODES = 128;

    private final long startedAtMs;
    private final String runId;
    private final LatencyMonitor latency;
    private final Map<String, long[]> errors = new TreeMap<>();
    private final Rate commandRate = new Rate();
    private final Rate inputRate = new Rate();
    private final Rate outputRate = new Rate();

    private long connectionsReceived;
    private long connectionsRejected;
    private long connectedClients;
    private long commandsProcessed;
    private long inputBytes;
    private long outputBytes;
    private long heldReplies;
    private long indeterminateReplies;
    private long parkedCommands;
    private long evictedKeys;

    /**
     * @param startedAtMs wall clock of the node's start
     * @param runId 40 random hexadecimal digits: other ones after a restart
     * @param latency still empty
     */
    public ServerStatistics(long startedAtMs, String runId, LatencyMonitor latency) {
        this.latency = latency;
        this.startedAtMs = startedAtMs;
        this.runId = runId;
    }

    public LatencyMonitor latency() {
        return latency;
    }

    public String runId() {
        return runId;
    }

    public long startedAtMs() {
        return startedAtMs;
    }

    public void connectionOpened() {
        connectionsReceived++;
        connectedClients++;
    }

    public void connectionClosed() {
        connectedClients--;
    }

    public void connectionRejected() {
        connectionsRejected++;
    }

    public void commandProcessed(long nanos) {
        commandsProcessed++;
        latency.took(LatencyMonitor.Event.COMMAND, nanos);
    }

    public void received(int bytes) {
        inputBytes += bytes;
    }

    public void sent(int bytes) {
        outputBytes += bytes;
    }

    /** A reply had to wait for its commit. */
    public void replyHeld() {
        heldReplies++;
    }

    /** A write was answered with INDETERMINATE. */
    public void replyIndeterminate() {
        indeterminateReplies++;
    }

    /** A command had to wait before its execution. */
    public void commandParked() {
        parkedCommands++;
    }

    /** A key was deleted because memory was above its limit. */
    public void keyEvicted() {
        evictedKeys++;
    }

    /** An error reply left; its code is the first word. */
    public void error(String text) {
        int blank = text.indexOf(' ');
        String code = blank < 0 ? text : text.substring(0, blank);
        long[] count = errors.get(errors.size() < MOST_ERROR_CODES || errors.containsKey(code) ? code : "ERR");
        if (count == null) {
            count = new long[1];
            errors.put(code, count);
        }
        count[0]++;
    }

    /** To be called every 100 ms: rates are taken over the last 1.6 s. */
    public void sample(long monotonicMs) {
        commandRate.sample(commandsProcessed, monotonicMs);
        inputRate.sample(inputBytes, monotonicMs);
        outputRate.sample(outputBytes, monotonicMs);
    }

    public long connectionsReceived() {
        return connectionsReceived;
    }

    public long connectionsRejected() {
        return connectionsRejected;
    }

    public long connectedClients() {
        return connectedClients;
    }

    public long commandsProcessed() {
        return commandsProcessed;
    }

    public long inputBytes() {
        return inputBytes;
    }

    public long outputBytes() {
        return outputBytes;
    }

    public long heldReplies() {
        return heldReplies;
    }

    public long indeterminateReplies() {
        return indeterminateReplies;
    }

    public long parkedCommands() {
        return parkedCommands;
    }

    public long evictedKeys() {
        return evictedKeys;
    }

    public long commandsPerSecond() {
        return commandRate.perSecond();
    }

    public long inputBytesPerSecond() {
        return inputRate.perSecond();
    }

    public long outputBytesPerSecond() {
        return outputRate.perSecond();
    }

    /** Errors sent, by code. */
    public Map<String, Long> errors() {
        Map<String, Long> copy = new TreeMap<>();
        errors.forEach((code, count) -> copy.put(code, count[0]));
        return copy;
    }

    public long totalErrors() {
        return errors.values().stream().mapToLong(count -> count[0]).sum();
    }

    /** CONFIG RESETSTAT. */
    public void reset() {
        errors.clear();
        connectionsReceived = 0;
        connectionsRejected = 0;
        commandsProcessed = 0;
        inputBytes = 0;
        outputBytes = 0;
        heldReplies = 0;
        indeterminateReplies = 0;
        parkedCommands = 0;
        evictedKeys = 0;
    }
}
