package dev.interrex.cli;

import dev.interrex.cli.admin.SentinelAdmin;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.InstalledPrograms;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.model.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command is about: one of this machine by its folder, or any by its sentinels. */
final class ClusterOptions {
    static final Path DEFAULT_DIRECTORY = Path.of(".interrex");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of a cluster made by interrex up. Default: .interrex")
    private @Nullable Path directory;

    @Option(
            names = "--sentinels",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "gRPC addresses of the sentinels, for a cluster elsewhere; of IPv6 in brackets, [::1]:26380.")
    private List<String> sentinels = List.of();

    /** The processes, if they run on this machine. */
    Optional<LocalCluster> local() {
        return sentinels.isEmpty() || directory != null ? Optional.of(open(directory())) : Optional.empty();
    }

    SentinelAdmin admin() {
        for (String address : sentinels) {
            if (HostPort.parse(address).isEmpty()) {
                throw new ClusterException(
                        "--sentinels: '" + address + "' is not host:port; an IPv6 address goes in brackets");
            }
        }
        return new SentinelAdmin(sentinels.isEmpty() ? open(directory()).spec().sentinelGrpcAddresses() : sentinels);
    }

    private Path directory() {
        return directory == null ? DEFAULT_DIRECTORY : directory;
    }

    /** A cluster that exists. */
    static LocalCluster open(Path directory) {
        if (!LocalCluster.exists(directory)) {
            throw new ClusterException("there is no cluster in " + directory
                    + ": make one with interrex up, or name another folder with --dir");
        }
        return LocalCluster.open(directory, InstalledPrograms.fromEnvironment(System.getenv()));
    }
}
