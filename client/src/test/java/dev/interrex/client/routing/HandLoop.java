package dev.interrex.client.routing;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Runs tasks when told. */
final class HandLoop implements ClientLoop {
    private record Task(long atNanos, long order, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::order));
    private long now = 1;
    private long order;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public boolean execute(Runnable task) {
        schedule(0, task);
        return true;
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        tasks.add(new Task(now + delayNanos, order++, task));
    }

    void run() {
        advance(0);
    }

    void advance(long nanos) {
        long until = now + nanos;
        for (Task next = tasks.peek(); next != null && next.atNanos <= until; next = tasks.peek()) {
            tasks.remove();
            now = Math.max(now, next.atNanos);
            next.work.run();
        }
        now = until;
    }
}
