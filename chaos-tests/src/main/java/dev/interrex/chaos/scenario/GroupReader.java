package dev.interrex.chaos.scenario;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.workload.NotDoneException;
import java.util.Optional;

/** Reads what is really there, at the end of a round and of the drill: plainly, from the primary of the moment. */
public interface GroupReader {
    /**
     * @param primaryAddress {@code host:port} of the primary's Redis protocol
     * @throws NotDoneException if it cannot be read there now
     */
    Answer read(String primaryAddress, Function function, String key) throws NotDoneException;

    /** A digest of all data that this node holds, replica or not; empty if it does not tell. */
    Optional<String> digest(String nodeAddress);

    /** Deletes every key that begins with {@code prefix}. */
    void delete(String primaryAddress, String prefix) throws NotDoneException;
}
