package dev.interrex.chaos.sim;

import java.util.Arrays;

/**
 * What lies between the machines: delay, loss, duplication, another order, cuts in one direction or both. A cut takes what is under
 * way with it. Where a process is gone its host answers with a reset, unless that way is cut.
 */
final class Network {
    private static final long MICRO = 1_000;
    private static final int MAX_DUPLICATE_DELAY_MICROS = 20_000;

    private final World world;
    private final Randomness random;
    private final int size;
    /** Cuts in force on the way from, to. */
    private final int[] cuts;
    /** When the last message on the way from, to arrives: the next one comes later, as on one connection. */
    private final long[] lastNanos;

    private int lossPerMille;
    private int disorderPerMille;
    private int duplicatesPerMille;
    private int slowness = 1;

    Network(World world, Randomness random, int machines) {
        this.world = world;
        this.random = random;
        this.size = machines;
        this.cuts = new int[machines * machines];
        this.lastNanos = new long[machines * machines];
    }

    /** How bad it is from now on, everywhere. */
    void weather(int lossPerMille, int disorderPerMille, int duplicatesPerMille, int slowness) {
        this.lossPerMille = lossPerMille;
        this.disorderPerMille = disorderPerMille;
        this.duplicatesPerMille = duplicatesPerMille;
        this.slowness = slowness;
    }

    void cut(Machine from, Machine to) {
        cuts[from.index * size + to.index]++;
    }

    void mend(Machine from, Machine to) {
        int way = from.index * size + to.index;
        cuts[way] = Math.max(0, cuts[way] - 1);
    }

    void mendAll() {
        Arrays.fill(cuts, 0);
        weather(0, 0, 0, 1);
    }

    boolean cutOff(Machine from, Machine to) {
        return cuts[from.index * size + to.index] > 0;
    }

    /** Both ways work and the process there runs. */
    boolean connected(Machine a, Machine b) {
        return a == b || (!cutOff(a, b) && !cutOff(b, a) && b.up() && !b.paused());
    }

    /** Brings a message to a process. */
    void send(Machine from, Machine to, Runnable deliver) {
        if (cutOff(from, to)) {
            return;
        }
        if (lossPerMille > 0 && random.perMille(lossPerMille)) {
            return;
        }
        world.deliver(from, to, arrival(from, to), deliver);
        if (duplicatesPerMille > 0 && random.perMille(duplicatesPerMille)) {
            long again = world.now() + random.below(MAX_DUPLICATE_DELAY_MICROS) * MICRO;
            world.deliver(from, to, again, deliver);
        }
    }

    /** As {@link #send}, but never twice: what a client says on its connection. */
    void sendOnce(Machine from, Machine to, Runnable deliver) {
        if (!cutOff(from, to) && !(lossPerMille > 0 && random.perMille(lossPerMille))) {
            world.deliver(from, to, arrival(from, to), deliver);
        }
    }

    private long arrival(Machine from, Machine to) {
        long at = world.now() + (40 + random.below(160)) * MICRO * slowness;
        if (random.below(64) == 0) {
            at += random.below(2_000) * MICRO;
        }
        if (disorderPerMille > 0 && random.perMille(disorderPerMille)) {
            return at + random.below(10_000) * MICRO;
        }
        int way = from.index * size + to.index;
        at = Math.max(at, lastNanos[way] + 1);
        lastNanos[way] = at;
        return at;
    }

    /** Opens a connection: {@code opened} runs in {@code from} if the process there answers; a reset comes if there is none. */
    void connect(Machine from, Machine to, Runnable opened) {
        if (cutOff(from, to)) {
            return;
        }
        if (to.up()) {
            send(from, to, () -> send(to, from, opened));
        } else {
            refuse(to, from);
        }
    }

    private void refuse(Machine dead, Machine asking) {
        if (!cutOff(dead, asking)) {
            world.deliver(dead, asking, arrival(dead, asking), () -> asking.connectionReset(dead));
        }
    }

    /** The process of {@code dead} is gone: its host closes all its connections. */
    void reset(Machine dead) {
        for (Machine other : world.machines()) {
            if (other != dead && other.up()) {
                refuse(dead, other);
            }
        }
    }
}
