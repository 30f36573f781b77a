package dev.interrex.sentinel.view;

/** What a sentinel knows, for those who answer clients and people. Implemented where the sentinel is put together. */
public interface SentinelView {
    /**
     * The newest picture. Any thread; never blocks. It may be some milliseconds old: what changes all the time, such as
     * positions and lags, is not worth a new picture each time, but none is older than 250 ms.
     */
    ClusterSnapshot snapshot();

    /**
     * {@code listener} runs after every change of what clients may want to hear of: a topology, who leads, who serves, who is
     * reachable or suspected. On the sentinel's own thread: it must neither block nor throw. Changes may be taken together.
     */
    void follow(Runnable listener);
}
