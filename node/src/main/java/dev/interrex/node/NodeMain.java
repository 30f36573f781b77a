package dev.interrex.node;

import dev.interrex.config.ConfigException;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.persistence.DataDirectoryException;
import dev.interrex.node.threads.CpuAffinity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code interrex node [FILE | -] [--directive value …]}.
 *
 * <p>Exit codes: 0 after a clean stop, 2 for bad configuration or a port in use, 3 for a data directory that cannot be used, 70 when
 * the node stopped itself because going on could have lost or invented data.
 */
public final class NodeMain {
    private static final Logger LOG = LoggerFactory.getLogger("node");
    private static final int BAD_CONFIGURATION = 2;
    private static final int BAD_DATA = 3;
    private static final int HALTED = 70;
    private static final String USAGE = """
        usage: interrex node [FILE | -] [--directive value ...]
        FILE has the syntax of redis.conf, - is standard input; what comes later wins, options come last.
        To serve alone:       interrex node --standalone --port 6379 --dir data
        As one of a group:    interrex node FILE, with the directives node-id and group
        Every directive, its default and its bounds: docs/configuration.md\
        """;

    private static final AtomicBoolean ENDED = new AtomicBoolean();

    private NodeMain() {}

    public static void main(String[] args) {
        try {
            run(args);
        } catch (ConfigException e) {
            fail(BAD_CONFIGURATION, e.getMessage());
        } catch (DataDirectoryException e) {
            fail(BAD_DATA, e.getMessage());
        } catch (IOException e) {
            fail(BAD_CONFIGURATION, e.getMessage());
        }
    }

    private static void run(String[] args) throws ConfigException, DataDirectoryException, IOException {
        List<String> arguments = Arrays.asList(args);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.println(USAGE);
            return;
        }
        String input = arguments.contains("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : "";
        NodeConfig config = NodeConfig.load(arguments, input);
        NodeSettings settings = new NodeSettings(config);
        settings.check();
        config.notices().forEach(LOG::info);
        placeThreads(config);
        CountDownLatch stop = new CountDownLatch(1);
        Node node = Node.start(config, stop::countDown, NodeMain::halt);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "stop"));
        LOG.info(
                "ready node={} resp={}{} pid={} transport={}",
                settings.nodeId(),
                node.respAddress(),
                node.grpcAddress().isEmpty() ? "" : " grpc=" + node.grpcAddress(),
                ProcessHandle.current().pid(),
                node.transportName());
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(node);
        Runtime.getRuntime().halt(0);
    }

    /** Before there are other threads of ours: they inherit it. The event loop's moves by itself, back to where all were unless told otherwise. */
    private static void placeThreads(NodeConfig config) {
        BitSet cpus = config.get(EngineDirectives.BIO_CPULIST);
        if (cpus.isEmpty()) {
            return;
        }
        BitSet before = CpuAffinity.ofCallingThread();
        if (!CpuAffinity.moveAllThreads(cpus)) {
            LOG.warn("bio-cpulist: this process may use none of these processors; its threads run anywhere");
        } else if (config.get(EngineDirectives.SERVER_CPULIST).isEmpty()) {
            config.with(EngineDirectives.SERVER_CPULIST, before);
        }
    }

    private static void close(Node node) {
        if (ENDED.compareAndSet(false, true)) {
            node.close();
            LOG.info("stopped; everything that was logged is synced");
        }
    }

    /** No clean stop, no more replies: whatever state is in memory is not to be trusted. */
    private static void halt(String line, @Nullable Throwable cause) {
        if (cause == null) {
            LOG.error("HALT: {}", line);
        } else {
            LOG.error("HALT: {}", line, cause);
        }
        Runtime.getRuntime().halt(HALTED);
    }

    private static void fail(int code, @Nullable String line) {
        System.err.println("interrex node: " + line);
        Runtime.getRuntime().halt(code);
    }
}
