package dev.interrex.cli;

import dev.interrex.cli.admin.NotChangedException;
import dev.interrex.cli.admin.SentinelAdmin;
import dev.interrex.cli.terminal.Terminal;
import dev.interrex.proto.v1.SentinelInfo;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interrex sentinel add | remove | replace}; the launcher starts a sentinel for anything else that follows the word. */
@Command(
        name = "sentinel",
        mixinStandardHelpOptions = true,
        description = {
            "Changes who the sentinels are, while they run. With a FILE: starts a sentinel.",
            "Exit code 1: not done, or nobody knows; asking again does no harm."
        })
final class SentinelCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything else is called
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a sentinel. It runs already, on an empty directory, with a file that lists the others"
                    + " and itself, and has no vote until now. Returns when it votes.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "GRPC-HOST:PORT") String grpcAddress,
            @Parameters(paramLabel = "RESP-HOST:PORT") String respAddress,
            @Parameters(paramLabel = "ZONE", defaultValue = "", arity = "0..1") String zone,
            @Mixin ClusterOptions options) {
        return change(options, sentinel(name, grpcAddress, respAddress, zone), "");
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a sentinel, dead or alive. Refused where the others would have no majority that"
                    + " answers and votes.")
    int remove(@Parameters(paramLabel = "NAME") String name, @Mixin ClusterOptions options) {
        return change(options, null, name);
    }

    @Command(
            name = "replace",
            mixinStandardHelpOptions = true,
            description =
                    "Removes the sentinel OLD and adds another one in one step: what to do about one that is lost.")
    int replace(
            @Parameters(paramLabel = "OLD") String old,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "GRPC-HOST:PORT") String grpcAddress,
            @Parameters(paramLabel = "RESP-HOST:PORT") String respAddress,
            @Parameters(paramLabel = "ZONE", defaultValue = "", arity = "0..1") String zone,
            @Mixin ClusterOptions options) {
        return change(options, sentinel(name, grpcAddress, respAddress, zone), old);
    }

    private static SentinelInfo sentinel(String name, String grpcAddress, String respAddress, String zone) {
        return SentinelInfo.newBuilder()
                .setSentinelId(name)
                .setGrpcAddress(grpcAddress)
                .setRespAddress(respAddress)
                .setZone(zone)
                .build();
    }

    private int change(ClusterOptions options, @Nullable SentinelInfo added, String removed) {
        Terminal terminal = Terminal.standard(System.getenv());
        try (SentinelAdmin admin = options.admin()) {
            List<SentinelInfo> members = admin.changeSentinels(added, removed);
            terminal.line("sentinels: "
                    + members.stream().map(SentinelInfo::getSentinelId).collect(Collectors.joining(", ")));
            return 0;
        } catch (NotChangedException e) {
            spec.commandLine().getErr().println("interrex sentinel: " + e.getMessage());
            return 1;
        }
    }
}
