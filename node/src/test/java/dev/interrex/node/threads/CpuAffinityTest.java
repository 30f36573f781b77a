package dev.interrex.node.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

public class CpuAffinityTest {
    @Test
    void aThreadMovesAndSoDoThoseThatItStarts() throws Exception {
        BitSet all = CpuAffinity.ofCallingThread();
        BitSet last = new BitSet();
        last.set(all.length() - 1);
        List<BitSet> seen = onThread(() -> {
            assertThat(CpuAffinity.moveCallingThread(last)).isTrue();
            return List.of(CpuAffinity.ofCallingThread(), onThread(CpuAffinity::ofCallingThread));
        });
        assertThat(seen).containsExactly(last, last);
        assertThat(CpuAffinity.ofCallingThread()).isEqualTo(all);
    }

    @Test
    void whereNoneOfTheProcessorsMayBeUsedNothingChanges() {
        BitSet all = CpuAffinity.ofCallingThread();
        BitSet none = new BitSet();
        none.set(CpuAffinity.MOST_CPUS - 1);
        assertThat(CpuAffinity.moveCallingThread(none)).isFalse();
        assertThat(CpuAffinity.moveAllThreads(none)).isFalse();
        assertThat(CpuAffinity.ofCallingThread()).isEqualTo(all);
    }

    /** As the kernel lists them: {@code 0-1,3}. */
    public static String listed(BitSet cpus) {
        List<String> ranges = new ArrayList<>();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int after = cpus.nextClearBit(first);
            ranges.add(after == first + 1 ? Integer.toString(first) : first + "-" + (after - 1));
            first = cpus.nextSetBit(after);
        }
        return String.join(",", ranges);
    }

    private static <T> T onThread(Supplier<T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> result.completeAsync(what, Runnable::run));
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
