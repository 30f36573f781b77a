package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.util.SPI;
import com.alipay.sofa.jraft.util.timer.DefaultRaftTimerFactory;
import com.alipay.sofa.jraft.util.timer.DefaultTimer;
import com.alipay.sofa.jraft.util.timer.Timer;

/**
 * Timers that sleep until something is due. JRaft's own ones are wheels that turn every millisecond, four per node: measured,
 * half of what an idle sentinel cost. Found through {@code META-INF/services}; public because JRaft's loader wants it so.
 */
@SPI(name = "interrex", priority = 100)
public final class IdleTimerFactory extends DefaultRaftTimerFactory {
    @Override
    public Timer createTimer(String name) {
        return new DefaultTimer(1, name);
    }
}
