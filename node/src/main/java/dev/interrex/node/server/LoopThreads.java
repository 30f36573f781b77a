package dev.interrex.node.server;

import dev.interrex.node.threads.CpuAffinity;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the event loop's thread, which begins by moving to its processors. */
final class LoopThreads extends DefaultThreadFactory {
    private static final Logger LOG = LoggerFactory.getLogger(LoopThreads.class);

    private final BitSet cpus;

    /** @param cpus see {@code server-cpulist}; empty = it runs where it is started */
    LoopThreads(BitSet cpus) {
        super("loop");
        this.cpus = cpus;
    }

    @Override
    public Thread newThread(Runnable loop) {
        return super.newThread(() -> {
            if (!cpus.isEmpty() && !CpuAffinity.moveCallingThread(cpus)) {
                LOG.warn("server-cpulist: this process may use none of these processors; the event loop runs anywhere");
            }
            loop.run();
        });
    }
}
