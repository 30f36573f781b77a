package dev.interrex.chaos.sim.invariant;

import org.jspecify.annotations.Nullable;

/** 9: a read reflects every write that was acknowledged before it began, and nothing that is not committed. */
public final class ReadsAreFresh extends Invariant {
    private final CommittedLog committed;
    private final int[] acknowledged;

    /** @param keys how many there are */
    public ReadsAreFresh(CommittedLog committed, int keys) {
        super(9);
        this.committed = committed;
        this.acknowledged = new int[keys];
        java.util.Arrays.fill(acknowledged, -1);
    }

    /** A write of {@code key} was acknowledged. */
    public void acknowledged(int key, Entry entry) {
        if (committed.contains(entry)) {
            acknowledged[key] = Math.max(acknowledged[key], entry.index);
        }
    }

    /** A new history began: of what was acknowledged, only what is in it must be seen. */
    public void beginsAnew() {
        int[] before = acknowledged.clone();
        java.util.Arrays.fill(acknowledged, -1);
        for (int i = 0; i < committed.size(); i++) {
            Entry entry = committed.at(i);
            if (entry != null && entry.key != Entry.NO_KEY && i <= before[entry.key]) {
                acknowledged[entry.key] = i;
            }
        }
    }

    /** What a read that begins now must have seen: index of the newest acknowledged write of the key, or -1. */
    public int begins(int key) {
        return acknowledged[key];
    }

    /** @param seen the newest write of the key that the read saw; null if none */
    public void answered(NodeView node, int key, @Nullable Entry seen, int mustHaveSeen) {
        if (seen != null && !committed.contains(seen)) {
            throw broken(
                    node.member() + " answered a read of key " + key + " with " + seen + ", which is not committed");
        }
        if ((seen == null ? -1 : seen.index) < mustHaveSeen) {
            throw broken(node.member() + " answered a read of key " + key + " with " + seen + ", but "
                    + committed.at(mustHaveSeen) + " was acknowledged before it began");
        }
    }
}
