package dev.interrex.sentinel.consensus;

/** Whether this sentinel takes part in elections; asked by the transport for every vote, on any thread. */
interface VoteGate {
    /** May it stand for election? */
    boolean mayAskForVotes();

    /** May it vote, or promise to vote, for somebody in {@code term}? */
    boolean mayGrant(long term);
}
