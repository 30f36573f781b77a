package dev.interrex.sentinel;

import dev.interrex.config.ConfigException;
import dev.interrex.sentinel.config.SentinelConfig;
import dev.interrex.sentinel.heartbeat.SystemClock;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * {@code interrex sentinel FILE [--directive value …]}.
 *
 * <p>Exit codes: 0 stopped by a signal, 2 bad configuration or a port in use, 3 the data directory cannot be used, 70 a broken
 * invariant or a failed disk.
 */
public final class SentinelMain {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelMain.class);

    private static final int EXIT_BROKEN = 70;
    private static final String USAGE = """
        usage: interrex sentinel FILE [--directive value ...]
        FILE has the syntax of redis.conf; options are stronger. Every directive, its default and its bounds: docs/configuration.md
        While sentinels run:  interrex sentinel add | remove | replace --help\
        """;

    private SentinelMain() {}

    public static void main(String[] args) throws InterruptedException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(run(args));
    }

    /** Returns the exit code when the sentinel has stopped, or could not start. */
    static int run(String[] args) throws InterruptedException {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            System.out.println(USAGE);
            return 0;
        }
        if (args.length == 0 || args[0].startsWith("-")) {
            System.err.println(USAGE);
            return StartException.EXIT_CONFIGURATION;
        }
        try {
            List<String> options = Arrays.asList(args).subList(1, args.length);
            SentinelConfig config = SentinelConfig.read(Path.of(args[0]), options);
            Sentinel sentinel = Sentinel.start(config, new SystemClock(), SentinelMain::halt);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(sentinel), "stop"));
            System.err.println(
                    "ready sentinel=" + config.sentinelId() + " resp=" + config.bind() + ":" + sentinel.respPort()
                            + " grpc=" + config.bind() + ":" + config.grpcPort() + " pid="
                            + ProcessHandle.current().pid());
            sentinel.awaitClose();
            return 0;
        } catch (ConfigException e) {
            System.err.println("interrex sentinel: " + e.getMessage());
            return StartException.EXIT_CONFIGURATION;
        } catch (StartException e) {
            LOG.debug("start failed", e);
            System.err.println("interrex sentinel: " + e.getMessage());
            return e.exitCode();
        }
    }

    /** On SIGTERM and SIGINT. A sentinel that was told to stop, and did, ends with 0 rather than with the signal's number. */
    private static void stop(Sentinel sentinel) {
        try {
            sentinel.close();
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** At once and without shutdown hooks: what is broken must not go on voting. */
    private static void halt(String reason, Throwable cause) {
        LOG.error("halting: {}", reason, cause);
        Runtime.getRuntime().halt(EXIT_BROKEN);
    }
}
