package dev.interrex.node.command;

import dev.interrex.resp.RespWriter;
import java.util.List;
import java.util.Map;

/**
 * What commands need from the rest of the node; implemented where the node is put together. Loop thread only.
 */
public interface NodeServices {
    /**
     * Text of INFO.
     *
     * @param sections lower-case names as the client gave them; {@code default}, {@code all} and {@code everything} included
     */
    String info(List<String> sections);

    /** Writes ROLE's reply. */
    void role(RespWriter reply);

    /** Directives whose names match any of the glob patterns, with their values, in order of their names. */
    Map<String, String> configGet(List<String> patterns);

    /** Changes directives at runtime, all or none; throws {@link CommandException} with Redis's error text. */
    void configSet(Map<String, String> values);

    /** Resets what INFO counts. */
    void resetStatistics();

    /** Delivers a message and returns the number of clients of this node that got it. */
    int publish(byte[] channel, byte[] message);

    /** All connections, for CLIENT LIST and CLIENT KILL. */
    Iterable<ClientState> clients();

    /** Stops the node cleanly once the replies written so far have left. */
    void shutdown();
}
