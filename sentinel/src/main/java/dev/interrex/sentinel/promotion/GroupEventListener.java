package dev.interrex.sentinel.promotion;

/** Hears every event of every group, on the sentinel loop: must not block, must not throw. */
public interface GroupEventListener {
    void onEvent(GroupEvent event);
}
