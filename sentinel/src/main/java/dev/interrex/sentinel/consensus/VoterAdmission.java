package dev.interrex.sentinel.consensus;

import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.wire.TopologyWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps a sentinel whose disk was lost from voting before it knows again what it had agreed to.
 *
 * <p>Raft counts on votes and acknowledged entries being remembered. A sentinel that comes back with an empty disk could vote
 * a second time in one term, or together with one that is behind elect a leader without entries that were committed: a group's
 * epoch would fall. So it follows, but does not vote, until it has heard <em>every</em> other sentinel say, within the life of
 * this process, either that
 * <ul>
 *   <li>nothing was ever written there, nor here: this is the first start of all of them; or that
 *   <li>its term is not above that of a living leader, all of whose entries have been applied here. What this sentinel
 *       acknowledged before, a leader of at most that term has got; and whoever had its vote in a higher term would say so.
 * </ul>
 * It never votes in the term in which it was admitted. The admission is kept in a file, so it is asked for once per disk. A sentinel
 * that was added to the others on an empty disk has nothing to forget, and is admitted as soon as it reads that in the log.
 *
 * <p>Decisions are pure; {@link #tick} is the driver's. {@link VoteGate}'s methods may be called on any thread.
 */
final class VoterAdmission implements VoteGate {
    /** What this sentinel's own log has got. */
    record Self(long term, long lastLogIndex, long appliedIndex) {}

    private static final String FILE = "admitted";
    private static final long NOT_ADMITTED = Long.MAX_VALUE;

    private final Path directory;
    private volatile long refusedThroughTerm;
    private volatile boolean excluded;

    private VoterAdmission(Path directory, long refusedThroughTerm) {
        this.directory = directory;
        this.refusedThroughTerm = refusedThroughTerm;
    }

    /**
     * Reads whether this disk's sentinel was admitted already.
     *
     * @throws IOException if the directory's file cannot be read or is damaged
     */
    static VoterAdmission open(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return new VoterAdmission(directory, NOT_ADMITTED);
        }
        try {
            return new VoterAdmission(
                    directory, Long.parseLong(Files.readString(file).strip()));
        } catch (NumberFormatException e) {
            throw new IOException("damaged file " + file, e);
        }
    }

    boolean admitted() {
        return refusedThroughTerm != NOT_ADMITTED;
    }

    /** It remembers its votes, and is a member. */
    boolean votes() {
        return admitted() && !excluded;
    }

    /** True if that is news. A sentinel that was removed, or was not added yet, takes no part in elections. */
    boolean exclude(boolean now) {
        boolean news = excluded != now;
        excluded = now;
        return news;
    }

    @Override
    public boolean mayAskForVotes() {
        return votes();
    }

    @Override
    public boolean mayGrant(long term) {
        return votes() && term > refusedThroughTerm;
    }

    /**
     * Admits this sentinel if that is safe now. Writes a file and syncs it; not for a thread that others wait for.
     *
     * @param others what each of the other sentinels said last, on its present connection; those not heard are missing
     * @param otherCount how many others there are
     * @param newcomer by what was applied here, this very disk was empty when it was added, at an address that had never been a
     *     member's: there is no vote that it could have forgotten
     * @return true if it was admitted by this call
     */
    boolean tick(Self self, List<PeerStateReply> others, int otherCount, boolean newcomer) throws IOException {
        if (admitted()) {
            return false;
        }
        OptionalLong refusedThrough = newcomer ? OptionalLong.of(0) : decide(self, others, otherCount);
        if (refusedThrough.isEmpty()) {
            return false;
        }
        LineFile.write(directory, FILE, Long.toString(refusedThrough.getAsLong()));
        refusedThroughTerm = refusedThrough.getAsLong();
        return true;
    }

    /** The last term in which an admitted sentinel must not vote; empty if it must not be admitted yet. */
    static OptionalLong decide(Self self, List<PeerStateReply> others, int otherCount) {
        if (otherCount == 0) {
            return OptionalLong.of(0);
        }
        if (others.size() < otherCount) {
            return OptionalLong.empty();
        }
        boolean pristine = self.term() == 0 && self.lastLogIndex() == 0;
        if (pristine && others.stream().allMatch(other -> other.getTerm() == 0 && other.getLastLogIndex() == 0)) {
            return OptionalLong.of(0);
        }
        long newestTerm =
                others.stream().mapToLong(PeerStateReply::getTerm).max().orElse(0);
        return others.stream()
                .filter(other -> other.getLeader() && other.getTerm() == newestTerm && self.term() == newestTerm)
                .filter(leader -> self.appliedIndex() >= leader.getLastLogIndex())
                .mapToLong(PeerStateReply::getTerm)
                .findFirst();
    }

    /**
     * Whether this sentinel is none of the members: by what a living leader says, else by its own log.
     *
     * @param ownMembers gRPC addresses by its own log
     * @param others what the others said last
     */
    static boolean excluded(String selfAddress, List<String> ownMembers, long ownTerm, List<PeerStateReply> others) {
        List<PeerStateReply> current =
                others.stream().filter(other -> other.getTerm() >= ownTerm).toList();
        return membersByLeader(current)
                .map(members -> members.stream()
                        .noneMatch(member -> member.grpcAddress().equals(selfAddress)))
                .orElse(!ownMembers.contains(selfAddress));
    }

    /** What the leader of the highest term says the members are; empty if no leader was heard. */
    static Optional<List<SentinelAddress>> membersByLeader(List<PeerStateReply> others) {
        return others.stream()
                .filter(other -> other.getLeader() && other.getMembersCount() > 0)
                .max(Comparator.comparingLong(PeerStateReply::getTerm))
                .map(leader -> leader.getMembersList().stream()
                        .map(TopologyWire::fromWire)
                        .toList());
    }
}
