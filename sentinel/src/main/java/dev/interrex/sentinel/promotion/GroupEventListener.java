package dev.interrex.sentinel.promotion;

import dev.interrex.model.SentinelAddress;
import java.util.List;

/** Hears every event of every group, on the sentinel loop: must not block, must not throw. */
public interface GroupEventListener {
    void onEvent(GroupEvent event);

    /** The sentinels are these from now on. */
    default void onSentinels(List<SentinelAddress> sentinels) {}
}
