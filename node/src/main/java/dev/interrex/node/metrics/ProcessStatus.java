package dev.interrex.node.metrics;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the operating system says about this process; asked anew each time. Where it says nothing (no {@code /proc}) the answer is
 * 0 or an approximation.
 */
public final class ProcessStatus {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int USER_TICKS_FIELD = 11;
    private static final int SYSTEM_TICKS_FIELD = 12;
    private static final double TICKS_PER_SECOND = 100;

    /** To look them up takes longer than to ask them, and the classes for it are not needed before the first question. */
    private static final class Collectors {
        private static final List<GarbageCollectorMXBean> ALL = ManagementFactory.getGarbageCollectorMXBeans();

        private Collectors() {}
    }

    private ProcessStatus() {}

    /** Resident memory in bytes. */
    public static long residentBytes() {
        return kilobytes(STATUS, "VmRSS:") << 10;
    }

    /** Most resident memory so far, in bytes. */
    public static long peakResidentBytes() {
        return kilobytes(STATUS, "VmHWM:") << 10;
    }

    /** Memory of the machine in bytes. */
    public static long systemMemoryBytes() {
        return kilobytes(MEMORY, "MemTotal:") << 10;
    }

    public static MemoryUsage heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    }

    /** Milliseconds that were spent on collecting garbage so far, all of them with every thread stopped where the collector is the serial one. */
    public static long collectionMs() {
        long ms = 0;
        for (GarbageCollectorMXBean collector : Collectors.ALL) {
            ms += Math.max(0, collector.getCollectionTime());
        }
        return ms;
    }

    /** Processor time in user mode, in seconds. */
    public static double userCpuSeconds() {
        String[] fields = statFields();
        return fields.length > SYSTEM_TICKS_FIELD ? ticks(fields[USER_TICKS_FIELD]) : totalCpuSeconds();
    }

    /** Processor time in the kernel, in seconds. */
    public static double systemCpuSeconds() {
        String[] fields = statFields();
        return fields.length > SYSTEM_TICKS_FIELD ? ticks(fields[SYSTEM_TICKS_FIELD]) : 0;
    }

    private static double totalCpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
    }

    private static double ticks(String field) {
        return Long.parseLong(field) / TICKS_PER_SECOND;
    }

    /** Fields behind the process name, which may have blanks in it. */
    private static String[] statFields() {
        try {
            String stat = Files.readString(STAT);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException notLinux) {
            return new String[0];
        }
    }

    private static long kilobytes(Path file, String label) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(label)) {
                    return Long.parseLong(
                            line.substring(label.length()).replace("kB", "").strip());
                }
            }
        } catch (IOException notLinux) {
            return 0;
        }
        return 0;
    }
}
