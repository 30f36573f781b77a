package dev.interrex.node.threads;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Lets a thread stand back where processors are few: snapshots are written and verified for minutes, and clients must not wait for
 * a processor meanwhile. {@code setpriority(2)} of Linux, which knows threads; elsewhere nothing happens.
 */
public final class Niceness {
    /** A tenth of a usual thread's share of a busy processor: slow, but not starved. */
    private static final int BACKGROUND = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;
    private static final Optional<MethodHandle> SETPRIORITY = find();

    private Niceness() {}

    /** Returns a task that stands back for as long as its thread lives. */
    public static Runnable background(Runnable task) {
        return () -> {
            lower();
            task.run();
        };
    }

    /** Lowers the calling thread's priority for good. */
    static void lower() {
        if (SETPRIORITY.isEmpty()) {
            return;
        }
        try {
            // Where it is refused the thread competes as before.
            int unused = (int) SETPRIORITY.get().invokeExact(PRIO_PROCESS, CALLING_THREAD, BACKGROUND);
        } catch (Throwable failure) {
            throw new LinkageError("setpriority", failure);
        }
    }

    private static Optional<MethodHandle> find() {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor threeInts = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        return linker.defaultLookup().find("setpriority").map(address -> linker.downcallHandle(address, threeInts));
    }
}
