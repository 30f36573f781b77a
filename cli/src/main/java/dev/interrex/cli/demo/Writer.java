package dev.interrex.cli.demo;

import dev.interrex.cli.cluster.PollClock;
import java.time.Duration;

/** A thread that writes a new key and increments its counter by turns, one at a time, and notes what became of it. */
final class Writer {
    /** Several writers at this pace keep a laptop responsive, and show gaps to the millisecond. */
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Store store;
    private final String prefix;
    private final Journal journal = new Journal();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long lastAckNanos = PollClock.nanos();

    /** @param prefix of its keys, nobody else's */
    Writer(Store store, String prefix) {
        this.store = store;
        this.prefix = prefix;
        this.thread = Thread.ofPlatform().daemon().name("writer-" + prefix).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopping = true;
    }

    /** Waits for its last call to end. */
    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String setKey(int number) {
        return prefix + ":set:" + number;
    }

    String counterKey() {
        return prefix + ":counter";
    }

    /** What {@link #setKey} is set to. */
    String value(int number) {
        return prefix + "=" + number;
    }

    Store store() {
        return store;
    }

    /** To be read after {@link #join}. */
    Journal journal() {
        return journal;
    }

    /** When it last got an acknowledgement; any thread. */
    long lastAckNanos() {
        return lastAckNanos;
    }

    private void run() {
        while (!stopping) {
            set(journal.nextSet());
            PollClock.pause(PAUSE);
            increment();
            PollClock.pause(PAUSE);
        }
    }

    private void set(int number) {
        try {
            store.set(setKey(number), value(number));
            lastAckNanos = PollClock.nanos();
            journal.setAcked(number, lastAckNanos);
        } catch (Store.UnknownException e) {
            journal.setUnknown(number);
        } catch (Store.NotDoneException e) {
            journal.notDone();
        }
    }

    private void increment() {
        try {
            long reply = store.increment(counterKey());
            lastAckNanos = PollClock.nanos();
            journal.incrementAcked(reply, lastAckNanos);
        } catch (Store.UnknownException e) {
            journal.incrementUnknown();
        } catch (Store.NotDoneException e) {
            journal.notDone();
        }
    }
}
