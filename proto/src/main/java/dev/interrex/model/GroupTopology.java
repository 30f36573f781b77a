package dev.interrex.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The committed state of a group, as the sentinels' Raft log holds it ({@code GroupState} on the wire).
 *
 * @param group name of the group
 * @param epoch number of the reign, rises with every new primary
 * @param version rises by one with every change
 * @param primary the member that may serve in this epoch, always in {@code isr}
 * @param isr the recorded in-sync set, at least {@code minIsr} members
 * @param nodes every node of the group
 * @param minIsr writes commit only while the in-sync set has this many members
 * @param commitMode when a member's ack counts
 * @param handoverToken of the switchover that made this epoch; empty if it was a failover
 * @param committedLsn up to where the log was known to be committed when this was proposed
 * @param boots the last start that was seen of each member of the in-sync set and of each node
 * @param preferredZones where the primary should be, best first; empty = anywhere
 * @param losses histories that were given up, oldest first
 * @param spares nodes that stand by for one that is lost
 */
public record GroupTopology(
        String group,
        long epoch,
        long version,
        MemberId primary,
        List<MemberId> isr,
        List<NodeAddress> nodes,
        int minIsr,
        CommitMode commitMode,
        String handoverToken,
        long committedLsn,
        List<MemberBoot> boots,
        List<String> preferredZones,
        List<DataLoss> losses,
        Spares spares) {
    public GroupTopology {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(primary, "primary");
        isr = List.copyOf(isr);
        nodes = List.copyOf(nodes);
        boots = List.copyOf(boots);
        preferredZones = List.copyOf(preferredZones);
        losses = List.copyOf(losses);
    }

    /** Without anything that was seen of its members. */
    public GroupTopology(
            String group,
            long epoch,
            long version,
            MemberId primary,
            List<MemberId> isr,
            List<NodeAddress> nodes,
            int minIsr,
            CommitMode commitMode,
            String handoverToken) {
        this(
                group,
                epoch,
                version,
                primary,
                isr,
                nodes,
                minIsr,
                commitMode,
                handoverToken,
                0,
                List.of(),
                List.of(),
                List.of(),
                Spares.NONE);
    }

    /** The same state, with what was seen of its members. */
    public GroupTopology withSeen(long committedLsn, List<MemberBoot> boots) {
        return new GroupTopology(
                group,
                epoch,
                version,
                primary,
                isr,
                nodes,
                minIsr,
                commitMode,
                handoverToken,
                committedLsn,
                boots,
                preferredZones,
                losses,
                spares);
    }

    /** The next version in the same reign. */
    public GroupTopology nextVersion(List<MemberId> isr, List<NodeAddress> nodes, List<String> preferredZones) {
        return nextVersion(isr, nodes, preferredZones, spares);
    }

    /** The next version in the same reign. */
    public GroupTopology nextVersion(
            List<MemberId> isr, List<NodeAddress> nodes, List<String> preferredZones, Spares spares) {
        return new GroupTopology(
                group,
                epoch,
                version + 1,
                primary,
                isr,
                nodes,
                minIsr,
                commitMode,
                handoverToken,
                committedLsn,
                boots,
                preferredZones,
                losses,
                spares);
    }

    /** The address record of a node, if it belongs to the group. */
    public Optional<NodeAddress> node(String nodeId) {
        return nodes.stream().filter(node -> node.nodeId().equals(nodeId)).findFirst();
    }

    /** Whether that start of a member was of an older copy of its disk. */
    public boolean rolledBack(MemberBoot start) {
        return boots.stream().anyMatch(seen -> seen.outdates(start));
    }

    /**
     * Whether this epoch was given to another start of the primary's process: what that one did in it may be missing on the disk of this
     * one, if that is an older copy. The recorded start of a primary stays the same throughout its epoch.
     */
    public boolean choseAnother(MemberBoot start) {
        return boots.stream().anyMatch(seen -> seen.member().equals(start.member()) && !seen.equals(start));
    }

    /** Whether the member belongs to a history that was given up. */
    public boolean abandoned(MemberId member) {
        return losses.stream().anyMatch(loss -> loss.abandoned().contains(member));
    }

    /** Whether data was given up since a log whose last record is of {@code lastEpoch} was written: who reigns on it begins a new history. */
    public boolean gaveUpSince(long lastEpoch) {
        return losses.stream().anyMatch(loss -> loss.epoch() > lastEpoch);
    }

    public boolean inSync(MemberId member) {
        return isr.contains(member);
    }
}
