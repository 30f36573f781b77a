package dev.interrex.chaos.sim;

/** Something with a process that can run, be stopped, and die, and with clocks of its own. */
abstract class Machine {
    static final int ANY_BOOT = -1;
    private static final long PPM = 1_000_000;

    final World world;
    final int index;
    final String name;

    private final long clockOffsetNanos;
    private final long clockPpm;
    private long wallOffsetMs;

    private boolean up;
    private int boot;
    private long pausedUntilNanos;

    /** @param index unique among all machines */
    Machine(World world, int index, String name) {
        this.world = world;
        this.index = index;
        this.name = name;
        this.clockOffsetNanos = world.random().between(1, 3_600_000_000_000L);
        this.clockPpm = world.random()
                .between(-world.settings().clockDriftPpm(), world.settings().clockDriftPpm() + 1);
        this.wallOffsetMs = world.random().between(0, 2_000);
    }

    /** Its monotonic clock. */
    final long nanoTime() {
        return clockOffsetNanos + world.now() + world.now() / PPM * clockPpm;
    }

    final long monotonicMs() {
        return nanoTime() / 1_000_000;
    }

    final long wallClockMs() {
        return wallOffsetMs + world.now() / 1_000_000;
    }

    final void turnWallClock(long ms) {
        wallOffsetMs += ms;
    }

    public final boolean up() {
        return up;
    }

    /** Starts of its process so far. */
    final int boot() {
        return boot;
    }

    final boolean paused() {
        return up && world.now() < pausedUntilNanos;
    }

    final long pausedUntilNanos() {
        return pausedUntilNanos;
    }

    final void pauseUntil(long nanos) {
        pausedUntilNanos = Math.max(pausedUntilNanos, nanos);
    }

    final void resume() {
        pausedUntilNanos = 0;
    }

    final void start() {
        if (up) {
            return;
        }
        up = true;
        boot++;
        pausedUntilNanos = 0;
        started();
    }

    /** The process ends without a word. */
    final void kill() {
        if (!up) {
            return;
        }
        up = false;
        pausedUntilNanos = 0;
        killed();
        world.network().reset(this);
    }

    /** In this process, after {@code nanos}, unless it has died by then. */
    final void after(long nanos, Runnable step) {
        world.schedule(this, boot, nanos, step);
    }

    public final void note(String what) {
        if (world.timeline().on()) {
            world.timeline().note(world.now(), name, what);
        }
    }

    /** The process begins. */
    abstract void started();

    /** The process is gone. */
    abstract void killed();

    /** The connections to that machine were reset, or it refused one: its process is not there. */
    abstract void connectionReset(Machine peer);
}
