package dev.interrex.node;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.HostPort;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.command.DurabilityView;
import dev.interrex.node.command.MembershipView;
import dev.interrex.node.group.GroupSettings;
import dev.interrex.node.group.Member;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.FollowerProgress;
import dev.interrex.node.role.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The member of the group as INFO and ROLE show it. Loop thread only. */
final class NodeViews implements MembershipView, DurabilityView {
    private final Member member;
    private final GroupSettings settings;
    private final String replicationId;

    NodeViews(Member member, GroupSettings settings) {
        this.member = member;
        this.settings = settings;
        this.replicationId = replicationId(settings.group());
    }

    /** The group's name in the form that clients expect of a replication id: 40 hexadecimal digits. */
    private static String replicationId(String group) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(group.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    // ---- MembershipView

    @Override
    public boolean isPrimary() {
        return member.role().reign() != null;
    }

    @Override
    public boolean isLoading() {
        Role role = member.role().role();
        return role == Role.UNASSIGNED || role == Role.PROMOTING;
    }

    @Override
    public String group() {
        return settings.standalone() ? "" : settings.group();
    }

    @Override
    public String nodeId() {
        return settings.nodeId();
    }

    @Override
    public long epoch() {
        return member.role().epoch();
    }

    @Override
    public String replicationId() {
        return replicationId;
    }

    @Override
    public long endLsn() {
        return member.endLsn();
    }

    @Override
    public long committedLsn() {
        return member.committedLsn();
    }

    @Override
    public long startLsn() {
        return member.startLsn();
    }

    @Override
    public String primaryAddress() {
        return isPrimary() ? "" : member.primaryRespAddress();
    }

    @Override
    public boolean isLinkUp() {
        return member.isLinkUp();
    }

    @Override
    public long linkSilenceMs() {
        return member.role().primarySilenceMs(member.nanoTime());
    }

    @Override
    public boolean isSyncing() {
        return member.fullSync().receiving();
    }

    @Override
    public String fullSyncSource() {
        return member.fullSync().source();
    }

    @Override
    public long snapshotBytesSent() {
        return member.fullSync().sentBytes();
    }

    @Override
    public List<Follower> followers() {
        CommitRule reign = member.role().reign();
        if (reign == null) {
            return List.of();
        }
        List<Follower> followers = new ArrayList<>();
        for (FollowerProgress progress : reign.followers()) {
            if (progress.connected()) {
                follower(progress, reign.topology()).ifPresent(followers::add);
            }
        }
        return followers;
    }

    private Optional<Follower> follower(FollowerProgress progress, GroupTopology topology) {
        MemberId id = progress.member();
        return topology.node(id.nodeId()).map(NodeAddress::respAddress).map(address -> {
            HostPort told = HostPort.of(address);
            return new Follower(
                    told.host(),
                    told.port(),
                    progress.receivedLsn() < 0 ? "wait_bgsave" : "online",
                    Math.max(0, progress.receivedLsn()),
                    (member.nanoTime() - progress.lastAckNanos()) / 1_000_000,
                    topology.inSync(id));
        });
    }

    @Override
    public int inSyncMembers() {
        GroupTopology topology = member.role().topology();
        return topology == null ? 0 : topology.isr().size();
    }

    @Override
    public int minInSyncMembers() {
        GroupTopology topology = member.role().topology();
        return topology == null ? 0 : topology.minIsr();
    }

    // ---- DurabilityView

    @Override
    public CommitMode commitMode() {
        GroupTopology topology = member.role().topology();
        return settings.standalone() || topology == null ? settings.standaloneMode() : topology.commitMode();
    }

    @Override
    public long durableLsn() {
        return member.durableLsn();
    }

    @Override
    public long logBytes() {
        return member.endLsn() - member.startLsn();
    }

    @Override
    public boolean isSnapshotRunning() {
        return member.isTakingSnapshot();
    }

    @Override
    public long lastSnapshotAtMs() {
        return member.lastSnapshot().atMs();
    }

    @Override
    public long lastSnapshotBytes() {
        return member.lastSnapshot().bytes();
    }

    @Override
    public boolean isLastSnapshotOk() {
        return member.lastSnapshot().ok();
    }

    @Override
    public long bytesSinceSnapshot() {
        return member.endLsn() - member.lastSnapshot().lsn();
    }
}
