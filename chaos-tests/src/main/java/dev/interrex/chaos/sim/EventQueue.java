package dev.interrex.chaos.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What will happen, by time, and in the order of scheduling where the time is the same. A binary heap. */
final class EventQueue {
    /** Something that happens to a machine. */
    static final class Event {
        long atNanos;
        final long order;
        final Machine machine;
        /** Start of the machine that it was meant for; {@link Machine#ANY_BOOT} = whatever runs then. */
        final int boot;
        /** Whose message it is, or null. */
        final @Nullable Machine from;

        final Runnable step;

        Event(long atNanos, long order, @Nullable Machine from, Machine machine, int boot, Runnable step) {
            this.atNanos = atNanos;
            this.order = order;
            this.from = from;
            this.machine = machine;
            this.boot = boot;
            this.step = step;
        }

        private boolean before(Event other) {
            return atNanos != other.atNanos ? atNanos < other.atNanos : order < other.order;
        }
    }

    private Event[] heap = new Event[256];
    private int size;
    private long orders;

    void add(long atNanos, @Nullable Machine from, Machine machine, int boot, Runnable step) {
        push(new Event(atNanos, orders++, from, machine, boot, step));
    }

    void push(Event event) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!event.before(heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = event;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Event pop() {
        Event first = heap[0];
        Event last = heap[--size];
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = last;
        return first;
    }
}
