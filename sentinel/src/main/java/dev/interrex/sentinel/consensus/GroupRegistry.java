package dev.interrex.sentinel.consensus;

import dev.interrex.proto.v1.AcceptDataLoss;
import dev.interrex.proto.v1.ChangeGroup;
import dev.interrex.proto.v1.DescribeSentinels;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.RaftCommand;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.proto.v1.RegistrySnapshot;
import dev.interrex.proto.v1.RememberedOutcome;
import dev.interrex.proto.v1.SentinelList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of the sentinels' log: what every group's state is after the commands so far. Deterministic: reads
 * neither clock nor randomness nor configuration.
 *
 * <p>Holds messages rather than records, so that a field which a newer sentinel wrote survives in an older one's snapshot.
 *
 * <p>Not thread-safe; the driver calls it on one thread.
 */
public final class GroupRegistry {
    /** Answers that are remembered, so that a proposal which was made twice is applied once. */
    static final int REMEMBERED_OUTCOMES = 1024;

    private final Map<String, GroupState> groups = new TreeMap<>();
    /** By proposal id, oldest first. */
    private final LinkedHashMap<String, RaftOutcome> outcomes = new LinkedHashMap<>();

    private SentinelList roll = SentinelList.getDefaultInstance();

    /**
     * Applies the next command of the log. A proposal id that is remembered gets its first answer again, and nothing happens.
     *
     * @throws IllegalStateException if the command's kind is unknown: a newer sentinel wrote it, and skipping it would make
     *     this replica differ from the others
     */
    public RaftOutcome apply(RaftCommand command) {
        RaftOutcome remembered = outcomes.get(command.getProposalId());
        if (remembered != null) {
            return remembered;
        }
        RaftOutcome outcome = switch (command.getCommandCase()) {
            case CREATE_GROUP -> create(command.getCreateGroup().getState());
            case CHANGE_GROUP -> change(command.getChangeGroup());
            case ACCEPT_DATA_LOSS -> acceptDataLoss(command.getAcceptDataLoss());
            case DESCRIBE_SENTINELS -> describe(command.getDescribeSentinels());
            case COMMAND_NOT_SET ->
                throw new IllegalStateException("the log holds a command of a newer version: upgrade this sentinel");
        };
        remember(command.getProposalId(), outcome);
        return outcome;
    }

    /** The current state of a group, or null. */
    @Nullable
    public GroupState group(String name) {
        return groups.get(name);
    }

    /** All groups, ordered by name; a view. */
    Collection<GroupState> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    /** What is known of the sentinels; version 0 before that was ever changed. */
    SentinelList roll() {
        return roll;
    }

    RegistrySnapshot snapshot() {
        RegistrySnapshot.Builder snapshot =
                RegistrySnapshot.newBuilder().addAllGroups(groups.values()).setSentinels(roll);
        outcomes.forEach((id, outcome) -> snapshot.addOutcomes(
                RememberedOutcome.newBuilder().setProposalId(id).setOutcome(outcome)));
        return snapshot.build();
    }

    static GroupRegistry restore(RegistrySnapshot snapshot) {
        GroupRegistry registry = new GroupRegistry();
        snapshot.getGroupsList().forEach(state -> registry.groups.put(state.getGroup(), state));
        registry.roll = snapshot.getSentinels();
        snapshot.getOutcomesList().forEach(entry -> registry.remember(entry.getProposalId(), entry.getOutcome()));
        return registry;
    }

    private RaftOutcome create(GroupState state) {
        GroupState current = groups.get(state.getGroup());
        if (current != null) {
            return rejected(current, "the group exists");
        }
        return decide(null, state, GroupRules.whyNotFirst(state));
    }

    private RaftOutcome change(ChangeGroup change) {
        GroupState current = groups.get(change.getState().getGroup());
        if (current == null) {
            return rejected(null, "no such group");
        }
        return decide(current, change.getState(), GroupRules.whyNotNext(current, change));
    }

    private RaftOutcome acceptDataLoss(AcceptDataLoss loss) {
        GroupState current = groups.get(loss.getState().getGroup());
        if (current == null) {
            return rejected(null, "no such group");
        }
        return decide(current, loss.getState(), GroupRules.whyNotAfterLoss(current, loss));
    }

    private RaftOutcome describe(DescribeSentinels change) {
        Optional<String> whyNot = SentinelRoll.whyNotNext(roll, change);
        if (whyNot.isPresent()) {
            return rejected(null, whyNot.get());
        }
        roll = change.getList();
        return RaftOutcome.newBuilder().setApplied(true).build();
    }

    private RaftOutcome decide(@Nullable GroupState current, GroupState next, Optional<String> whyNot) {
        if (whyNot.isPresent()) {
            return rejected(current, whyNot.get());
        }
        groups.put(next.getGroup(), next);
        return RaftOutcome.newBuilder().setApplied(true).setState(next).build();
    }

    private static RaftOutcome rejected(@Nullable GroupState obstacle, String reason) {
        RaftOutcome.Builder outcome = RaftOutcome.newBuilder().setReason(reason);
        if (obstacle != null) {
            outcome.setState(obstacle);
        }
        return outcome.build();
    }

    private void remember(String proposalId, RaftOutcome outcome) {
        outcomes.put(proposalId, outcome);
        if (outcomes.size() > REMEMBERED_OUTCOMES) {
            outcomes.pollFirstEntry();
        }
    }
}
