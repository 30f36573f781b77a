package dev.interrex.node.threads;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which processors threads may use: {@code sched_setaffinity(2)} of Linux, which knows threads. A thread inherits it from the one that starts it.
 * Elsewhere nothing happens, and every call says so.
 */
public final class CpuAffinity {
    /** Bits of the mask that is handed over: as many as Linux can be built for. */
    public static final int MOST_CPUS = 8192;

    private static final int CALLING_THREAD = 0;
    private static final Path TASKS = Path.of("/proc/self/task");

    /**
     * Threads of the JVM that collect garbage and stop all others meanwhile. The event loop's processor is free while they work, and clients wait
     * for them.
     */
    private static final List<String> STOP_THE_WORLD = List.of("VM ", "GC ", "G1 ");

    private static final Optional<MethodHandle> SET = find("sched_setaffinity");
    private static final Optional<MethodHandle> GET = find("sched_getaffinity");

    private CpuAffinity() {}

    /** Numbers of the processors that the calling thread may use; empty if that is not known. */
    public static BitSet ofCallingThread() {
        if (GET.isEmpty()) {
            return new BitSet();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MOST_CPUS / Byte.SIZE, Long.BYTES);
            int bytes = (int) GET.get().invokeExact(CALLING_THREAD, mask.byteSize(), mask);
            return bytes < 0 ? new BitSet() : BitSet.valueOf(mask.asByteBuffer());
        } catch (Throwable failure) {
            throw new LinkageError("sched_getaffinity", failure);
        }
    }

    /**
     * Moves the calling thread, and those that it starts later on.
     *
     * @param cpus numbers of processors, below {@link #MOST_CPUS}
     * @return false if it goes on as before, as the process may use none of them, or the system is another one
     */
    public static boolean moveCallingThread(BitSet cpus) {
        return move(CALLING_THREAD, cpus);
    }

    /**
     * Moves all threads that the process has now, but for those that collect garbage; and those that they start later on: the compilers, above all.
     *
     * @return false if it cannot be done; see {@link #moveCallingThread}
     */
    public static boolean moveAllThreads(BitSet cpus) {
        if (!moveCallingThread(cpus)) {
            return false;
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            tasks.filter(task -> !stopsTheWorld(task))
                    .forEach(task -> move(Integer.parseInt(task.getFileName().toString()), cpus));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean stopsTheWorld(Path task) {
        try {
            String name = Files.readString(task.resolve("comm"));
            return STOP_THE_WORLD.stream().anyMatch(name::startsWith);
        } catch (IOException ended) {
            return true;
        }
    }

    private static boolean move(int thread, BitSet cpus) {
        if (SET.isEmpty()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MOST_CPUS / Byte.SIZE, Long.BYTES);
            mask.copyFrom(MemorySegment.ofArray(cpus.toByteArray()));
            return (int) SET.get().invokeExact(thread, mask.byteSize(), mask) == 0;
        } catch (Throwable failure) {
            throw new LinkageError("sched_setaffinity", failure);
        }
    }

    /** Thread, bytes of the mask, mask: bit n of it, counted from the lowest of the first byte on, is processor n (little endian). */
    private static Optional<MethodHandle> find(String function) {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor arguments = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        return linker.defaultLookup().find(function).map(address -> linker.downcallHandle(address, arguments));
    }
}
