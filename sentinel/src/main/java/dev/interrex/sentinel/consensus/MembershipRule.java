package dev.interrex.sentinel.consensus;

import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.SentinelEntry;
import dev.interrex.proto.v1.SentinelInfo;
import dev.interrex.proto.v1.SentinelList;
import dev.interrex.wire.TopologyWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the sentinels may become others, and what has to be written down first. Pure.
 *
 * <p>Raft changes its members safely whatever is asked of it (joint consensus, Raft dissertation §4.3); what it does not know is
 * whether the new members would ever agree on anything. So a change is refused that would leave fewer than a majority of
 * sentinels that answer and vote.
 */
final class MembershipRule {
    /** More of them make elections slower and nothing safer. */
    static final int MOST_MEMBERS = 7;

    /**
     * What the leading sentinel knows.
     *
     * @param selfAddress its own gRPC address
     * @param members of the Raft group
     * @param states what others said last of themselves, by gRPC address; who does not answer is missing
     * @param roll as it is written down
     */
    record Sight(
            String selfAddress, List<SentinelAddress> members, Map<String, PeerStateReply> states, SentinelList roll) {}

    /** What to do. */
    sealed interface Decision {
        /** Nothing; {@code reason} is for people. */
        record Refused(String reason) implements Decision {}

        /**
         * To write the roll down, where it differs from what is there, then to change Raft's members, where they differ.
         */
        record Plan(List<SentinelAddress> members, SentinelList roll) implements Decision {}
    }

    private final Sight sight;
    private final SentinelChange change;

    private MembershipRule(Sight sight, SentinelChange change) {
        this.sight = sight;
        this.change = change;
    }

    static Decision decide(Sight sight, SentinelChange change) {
        return new MembershipRule(sight, change).decide();
    }

    private Decision decide() {
        Optional<SentinelAddress> removed = member(change.remove());
        Optional<String> obstacle = change.add().isEmpty() && change.remove().isEmpty()
                ? Optional.of("name a sentinel to add or to remove")
                : whyNotRemoved(removed).or(() -> change.add().flatMap(added -> whyNotAdded(added, removed)));
        if (obstacle.isPresent()) {
            return new Decision.Refused(obstacle.get());
        }
        List<SentinelAddress> next = new ArrayList<>(sight.members());
        removed.ifPresent(next::remove);
        change.add().ifPresent(added -> {
            next.removeIf(member -> member.grpcAddress().equals(added.grpcAddress()));
            next.add(added);
        });
        return whyNotTogether(next)
                .<Decision>map(Decision.Refused::new)
                .orElseGet(() -> new Decision.Plan(List.copyOf(next), roll(next)));
    }

    private Optional<SentinelAddress> member(String id) {
        return sight.members().stream().filter(member -> member.id().equals(id)).findFirst();
    }

    private Optional<String> whyNotRemoved(Optional<SentinelAddress> removed) {
        boolean wasMember = sight.roll().getEntriesList().stream()
                .anyMatch(entry -> entry.getInfo().getSentinelId().equals(change.remove()));
        if (change.remove().isEmpty() || removed.isPresent() || wasMember) {
            return Optional.empty();
        }
        return Optional.of("no sentinel is named " + change.remove() + "; there are "
                + sight.members().stream().map(SentinelAddress::id).toList());
    }

    private Optional<String> whyNotAdded(SentinelAddress added, Optional<SentinelAddress> removed) {
        for (SentinelAddress member : sight.members()) {
            boolean sameAddress = member.grpcAddress().equals(added.grpcAddress());
            boolean sameId = member.id().equals(added.id());
            if (sameAddress && sameId && removed.isEmpty()) {
                return Optional.empty();
            }
            if (sameAddress || sameId && !removed.equals(Optional.of(member))) {
                return Optional.of("sentinel " + member.id() + " is a member at " + member.grpcAddress() + " already");
            }
        }
        PeerStateReply state = sight.states().get(added.grpcAddress());
        if (state == null) {
            return Optional.of("no sentinel answers at " + added.grpcAddress() + "; start " + added.id() + " first");
        }
        if (!state.getSentinelId().equals(added.id())) {
            return Optional.of("the sentinel at " + added.grpcAddress() + " is named " + state.getSentinelId());
        }
        if (!blank(state) && entry(added).isEmpty()) {
            return Optional.of("sentinel " + added.id() + " has a log of its own; empty its directory first");
        }
        return Optional.empty();
    }

    /** Would they agree on anything? */
    private Optional<String> whyNotTogether(List<SentinelAddress> next) {
        if (next.isEmpty() || next.size() > MOST_MEMBERS) {
            return Optional.of("there would be " + next.size() + " sentinels; 1 to " + MOST_MEMBERS + " are possible");
        }
        List<String> voting = next.stream()
                .filter(member -> member.grpcAddress().equals(sight.selfAddress()) || mayVote(member))
                .map(SentinelAddress::id)
                .toList();
        int majority = next.size() / 2 + 1;
        return voting.size() >= majority
                ? Optional.empty()
                : Optional.of("of the " + next.size() + " sentinels that there would be, only " + voting
                        + " answer and vote; a majority is " + majority);
    }

    private boolean mayVote(SentinelAddress member) {
        PeerStateReply state = sight.states().get(member.grpcAddress());
        if (state == null) {
            return false;
        }
        boolean newHere = entry(member)
                .map(known -> known.getDiskId().equals(state.getDiskId()))
                .orElse(blank(state) && change.add().equals(Optional.of(member)));
        return state.getVoter() || newHere;
    }

    private SentinelList roll(List<SentinelAddress> next) {
        SentinelList.Builder roll =
                SentinelList.newBuilder().setVersion(sight.roll().getVersion() + 1);
        for (SentinelEntry known : sight.roll().getEntriesList()) {
            SentinelInfo info = next.stream()
                    .filter(member ->
                            member.grpcAddress().equals(known.getInfo().getGrpcAddress()))
                    .findFirst()
                    .map(TopologyWire::toWire)
                    .orElse(known.getInfo());
            roll.addEntries(known.toBuilder().setInfo(info));
        }
        List<SentinelAddress> all = new ArrayList<>(sight.members());
        all.addAll(next);
        for (SentinelAddress member : all) {
            if (SentinelRoll.find(roll.buildPartial(), member.grpcAddress()).isEmpty()) {
                roll.addEntries(newEntry(member));
            }
        }
        return roll.getEntriesList().equals(sight.roll().getEntriesList()) ? sight.roll() : roll.build();
    }

    /** A member of old is written down without its disk: only one that is added on an empty one can have forgotten nothing. */
    private SentinelEntry newEntry(SentinelAddress sentinel) {
        PeerStateReply state = sight.states().get(sentinel.grpcAddress());
        boolean member =
                sight.members().stream().anyMatch(each -> each.grpcAddress().equals(sentinel.grpcAddress()));
        String diskId = state == null || member || !blank(state) ? "" : state.getDiskId();
        return SentinelEntry.newBuilder()
                .setInfo(TopologyWire.toWire(sentinel))
                .setDiskId(diskId)
                .build();
    }

    private Optional<SentinelEntry> entry(SentinelAddress sentinel) {
        return SentinelRoll.find(sight.roll(), sentinel.grpcAddress());
    }

    private static boolean blank(PeerStateReply state) {
        return state.getTerm() == 0 && state.getLastLogIndex() == 0;
    }
}
