package dev.interrex.sentinel.consensus;

import dev.interrex.model.GroupTopology;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told. */
final class RecordingListener implements TopologyLogListener {
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<Leadership> leaderships = new CopyOnWriteArrayList<>();

    @Override
    public void groupChanged(@Nullable GroupTopology before, GroupTopology after) {
        changes.add((before == null ? "null" : String.valueOf(before.version())) + "->" + after.version());
    }

    @Override
    public void leadershipChanged(Leadership leadership) {
        leaderships.add(leadership);
    }

    /** {@code "old version->new version"} of each change. */
    List<String> changes() {
        return changes;
    }

    List<Leadership> leaderships() {
        return leaderships;
    }
}
