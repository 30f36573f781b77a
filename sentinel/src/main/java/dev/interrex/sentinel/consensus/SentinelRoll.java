package dev.interrex.sentinel.consensus;

import dev.interrex.model.MemberId;
import dev.interrex.proto.v1.DescribeSentinels;
import dev.interrex.proto.v1.SentinelEntry;
import dev.interrex.proto.v1.SentinelList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is known of the sentinels, present and former, by gRPC address; each rule is a sentence of {@code raft.proto}. Pure. */
final class SentinelRoll {
    /** Sentinels that a cluster may ever have had. */
    static final int MOST_ENTRIES = 256;

    private static final Pattern NAME = Pattern.compile(MemberId.NODE_ID_PATTERN);

    private SentinelRoll() {}

    /** Why {@code change} cannot replace {@code current}; empty if it can. */
    static Optional<String> whyNotNext(SentinelList current, DescribeSentinels change) {
        SentinelList next = change.getList();
        if (current.getVersion() != change.getExpectedVersion()) {
            return Optional.of("expected version " + change.getExpectedVersion() + ", found " + current.getVersion());
        }
        if (next.getVersion() != current.getVersion() + 1) {
            return Optional.of("the version must rise by one");
        }
        if (next.getEntriesCount() > MOST_ENTRIES) {
            return Optional.of("more than " + MOST_ENTRIES + " sentinels, former ones included");
        }
        Set<String> addresses = new HashSet<>();
        for (SentinelEntry entry : next.getEntriesList()) {
            if (!NAME.matcher(entry.getInfo().getSentinelId()).matches()) {
                return Optional.of("a sentinel's name is 1 to 63 small letters, digits and hyphens");
            }
            if (!addresses.add(entry.getInfo().getGrpcAddress())) {
                return Optional.of("two sentinels at " + entry.getInfo().getGrpcAddress());
            }
        }
        for (SentinelEntry known : current.getEntriesList()) {
            if (find(next, known.getInfo().getGrpcAddress())
                    .filter(kept -> kept.getDiskId().equals(known.getDiskId()))
                    .isEmpty()) {
                return Optional.of(
                        "what is known of " + known.getInfo().getGrpcAddress() + " and its disk must be kept");
            }
        }
        return Optional.empty();
    }

    /** The entry of an address. */
    static Optional<SentinelEntry> find(SentinelList roll, String grpcAddress) {
        return roll.getEntriesList().stream()
                .filter(entry -> entry.getInfo().getGrpcAddress().equals(grpcAddress))
                .findFirst();
    }
}
