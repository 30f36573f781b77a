package dev.interrex.sentinel.consensus;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.List;

/** Topologies for tests: a group of three nodes, all in sync. */
final class Groups {
    static final MemberId N1 = new MemberId("n1", "1".repeat(32));
    static final MemberId N2 = new MemberId("n2", "2".repeat(32));
    static final MemberId N3 = new MemberId("n3", "3".repeat(32));

    private Groups() {}

    static GroupTopology first(String group) {
        return new GroupTopology(
                group,
                1,
                1,
                N1,
                List.of(N1, N2, N3),
                List.of(node("n1"), node("n2"), node("n3")),
                2,
                CommitMode.DURABLE,
                "");
    }

    /** {@code before} with this primary and in-sync set: the next version, and the next epoch if the primary is another. */
    static GroupTopology next(GroupTopology before, MemberId primary, MemberId... isr) {
        return new GroupTopology(
                before.group(),
                primary.equals(before.primary()) ? before.epoch() : before.epoch() + 1,
                before.version() + 1,
                primary,
                List.of(isr),
                before.nodes(),
                before.minIsr(),
                before.commitMode(),
                "");
    }

    private static NodeAddress node(String id) {
        return new NodeAddress(id, "127.0.0.1:6379", "127.0.0.1:16379", "a", 100);
    }
}
