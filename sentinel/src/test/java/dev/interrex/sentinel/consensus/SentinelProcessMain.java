package dev.interrex.sentinel.consensus;

import static org.awaitility.Awaitility.await;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.SentinelAddress;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One sentinel's log as a process of its own, which can be killed and stopped.
 *
 * <p>Arguments: id, directory, then {@code id=host:port} of each sentinel. Commands on stdin: {@code create ID GROUP},
 * {@code advance ID GROUP} (the next version of what is applied here), {@code repeat ID GROUP} (the change to version 2, under
 * the proposal id "doubtful"), {@code read ID GROUP}. Lines on stdout:
 * {@code LEADS term leader local}, {@code VOTER}, {@code ANSWER ID text}.
 */
final class SentinelProcessMain {
    private static final Logger OLD_GENERATED_CODE = Logger.getLogger("com.google.protobuf.GeneratedMessage");

    private SentinelProcessMain() {}

    public static void main(String[] args) throws Exception {
        OLD_GENERATED_CODE.setLevel(Level.OFF);
        List<SentinelAddress> sentinels = new ArrayList<>();
        for (String member : List.of(args).subList(2, args.length)) {
            String[] parts = member.split("=", 2);
            sentinels.add(new SentinelAddress(parts[0], parts[1], "127.0.0.1:1", ""));
        }
        ConsensusConfig config = ConsensusConfig.of(args[0], sentinels, Path.of(args[1]), 250);
        RaftTopologyLog log = new RaftTopologyLog(config, InsecureChannelCredentials.create(), (reason, cause) -> {
            say("HALT " + reason);
            Runtime.getRuntime().halt(70);
        });
        String address = config.self().grpcAddress();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(log.transport())
                .build()
                .start();
        log.addListener(new TopologyLogListener() {
            @Override
            public void leadershipChanged(Leadership now) {
                say("LEADS " + now.term() + " " + now.leaderId().orElse("-") + " " + now.local());
            }
        });
        log.start();
        Thread.startVirtualThread(() -> {
            await().forever().until(log::votes);
            say("VOTER");
        });
        serve(log);
        log.close();
        server.shutdownNow();
    }

    private static void serve(TopologyLog log) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            String id = words[1];
            String group = words[2];
            switch (words[0]) {
                case "create" ->
                    log.propose(RaftCommands.create(id, Groups.first(group)))
                            .thenAccept(outcome -> say("ANSWER " + id + " " + text(outcome)));
                case "advance" -> {
                    GroupTopology now = Objects.requireNonNull(log.groups().get(group), group);
                    MemberId other = now.isr().contains(Groups.N2) ? Groups.N3 : Groups.N2;
                    log.propose(RaftCommands.change(id, now, Groups.next(now, Groups.N1, Groups.N1, other)))
                            .thenAccept(outcome -> say("ANSWER " + id + " " + text(outcome)));
                }
                case "repeat" -> {
                    GroupTopology first = Groups.first(group);
                    log.propose(RaftCommands.change(
                                    "doubtful", first, Groups.next(first, Groups.N1, Groups.N1, Groups.N3)))
                            .thenAccept(outcome -> say("ANSWER " + id + " " + text(outcome)));
                }
                case "read" ->
                    log.linearizableRead()
                            .whenComplete((groups, failure) -> say("ANSWER " + id + " "
                                    + (failure != null
                                            ? "failed"
                                            : groups.containsKey(group)
                                                    ? groups.get(group).version()
                                                    : 0)));
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static String text(ProposalOutcome outcome) {
        return switch (outcome) {
            case ProposalOutcome.Applied applied -> "applied " + applied.state().version();
            case ProposalOutcome.Rejected rejected -> "rejected " + rejected.reason();
            case ProposalOutcome.NotLeader elsewhere -> "elsewhere";
            case ProposalOutcome.Unknown unknown -> "unknown " + unknown.reason();
        };
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
