package dev.interrex.chaos.scenario;

/** The invariants of the replication protocol that a drill can look at from outside, by their numbers there. */
enum Promise {
    ONE_PRIMARY_PER_EPOCH(1, "epochs only rise, and each has one primary", "every poll of the sentinels"),
    ACKED_SURVIVES(
            3, "an acknowledged write is in every later primary's log", "final reads of every key of every round"),
    MIN_ISR(6, "the in-sync set never falls below its minimum", "every poll of the sentinels"),
    READS_ARE_LINEARIZABLE(
            9,
            "a read sees every write acknowledged before it, and nothing uncommitted",
            "linearizability of each key's history"),
    REPLICAS_EQUAL(10, "at the same position all members hold the same data", "digests of all nodes after each round"),
    AT_MOST_ONCE(11, "an operation takes effect at most once", "counters and appended elements"),
    IN_SYNC_SUCCESSOR(12, "only a member of the recorded in-sync set becomes primary", "the set before each fault"),
    REFUSED_MEANS_NOTHING(16, "an error reply means that nothing happened", "final reads of what was refused"),
    WRITES_AGAIN(18, "writes are acknowledged again within the limit", "every client of each round");

    private final int number;
    private final String claim;
    private final String means;

    Promise(int number, String claim, String means) {
        this.number = number;
        this.claim = claim;
        this.means = means;
    }

    int number() {
        return number;
    }

    String claim() {
        return claim;
    }

    String means() {
        return means;
    }
}
