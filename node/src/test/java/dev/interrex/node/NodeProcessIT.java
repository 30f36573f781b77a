package dev.interrex.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.threads.CpuAffinity;
import dev.interrex.node.threads.CpuAffinityTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to a node, and what it says: starts that must fail clearly, and ends that must lose nothing. */
class NodeProcessIT {
    private static final int BAD_CONFIGURATION = 2;
    private static final int BAD_DATA = 3;
    private static final int HALTED = 70;

    @TempDir
    private Path directory;

    @Test
    void helpSaysHowToStart() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, 0, "--help")) {
            assertThat(node.exitCode()).isZero();
            assertThat(node.text()).contains("usage: interrex node", "--standalone", "docs/configuration.md");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatWasAnsweredSurvivesAKill() throws Exception {
        int port = ListenPorts.free();
        try (NodeProcess node = new NodeProcess(directory, port, "--standalone").ready()) {
            assertThat(node.ask(2, "SET a 1", "INCR a")).containsExactly("+OK", ":2");
            node.kill();
        }
        try (NodeProcess node = new NodeProcess(directory, port, "--standalone").ready()) {
            assertThat(node.ask(2, "GET a")).containsExactly("$1", "2");
        }
    }

    @Test
    void theEventLoopHasAProcessorThatNoOtherThreadUses() throws Exception {
        BitSet cpus = CpuAffinity.ofCallingThread();
        String first = Integer.toString(cpus.nextSetBit(0));
        String last = Integer.toString(cpus.length() - 1);
        String[] placed = {"--standalone", "--server_cpulist", first, "--bio-cpulist", last};
        try (NodeProcess node = new NodeProcess(directory, ListenPorts.free(), placed).ready()) {
            assertThat(node.ask(2, "SET a 1", "INCR a")).containsExactly("+OK", ":2");
            Map<String, String> allowed = processorsByThread(node.pid());
            assertThat(allowed).containsEntry("loop-1-1", first);
            assertThat(allowed).containsEntry("VM Thread", CpuAffinityTest.listed(cpus));
            assertThat(allowed)
                    .extractingByKeys("persister", "rocksdb:high", "C1 CompilerThre")
                    .containsOnly(last);
        }
        String[] elsewhere = {"--standalone", "--server-cpulist", "8191"};
        try (NodeProcess node = new NodeProcess(directory, ListenPorts.free(), elsewhere).ready()) {
            assertThat(node.text()).contains("server-cpulist: this process may use none of these processors");
        }
    }

    /** {@code Cpus_allowed_list} of each thread, by its name. */
    private static Map<String, String> processorsByThread(long pid) throws IOException {
        Map<String, String> allowed = new HashMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                String name = Files.readString(thread.resolve("comm")).strip();
                Files.readAllLines(thread.resolve("status")).stream()
                        .filter(line -> line.startsWith("Cpus_allowed_list:"))
                        .forEach(line -> allowed.put(name, line.split("\\s+")[1]));
            }
        }
        return allowed;
    }

    @Test
    void aNodeWithoutCommitModeStillKeepsWhatItHadWhenItIsToldToStop() throws Exception {
        int port = ListenPorts.free();
        try (NodeProcess node = new NodeProcess(directory, port, "--standalone", "--commit", "none").ready()) {
            assertThat(node.ask(1, "SET a 1")).containsExactly("+OK");
            node.terminate();
            node.exitCode();
        }
        try (NodeProcess node = new NodeProcess(directory, port, "--standalone").ready()) {
            assertThat(node.ask(2, "GET a")).containsExactly("$1", "1");
        }
    }

    @Test
    void aFullDiskStopsTheNodeAndLosesNothingThatWasAnswered() throws Exception {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", directory.toString()) == 0,
                "only root may mount");
        try {
            int port = ListenPorts.free();
            int answered = 0;
            try (NodeProcess node = small(port).ready()) {
                answered = fill(node);
                assertThat(node.exitCode()).isEqualTo(HALTED);
                assertThat(node.text()).contains("HALT").contains("disk full");
            }
            assertThat(run("mount", "-o", "remount,size=100m", directory.toString()))
                    .isZero();
            try (NodeProcess node = small(port).ready()) {
                assertThat(Integer.parseInt(node.ask(1, "DBSIZE").get(0).substring(1)))
                        .isGreaterThanOrEqualTo(answered);
            }
        } finally {
            run("umount", directory.toString());
        }
    }

    private NodeProcess small(int port) throws IOException {
        return new NodeProcess(directory.resolve("data"), port, "--standalone", "--log-memtable-bytes", "1mb");
    }

    /** Writes until no more is answered; returns how much was. */
    private static int fill(NodeProcess node) {
        String value = "x".repeat(30_000);
        int answered = 0;
        try {
            while (node.ask(1, "SET k" + answered + " " + value).get(0).equals("+OK")) {
                answered++;
            }
        } catch (IOException e) {
            // The node is gone in the middle of an answer: what it did not answer does not count.
            return answered;
        }
        return answered;
    }

    @Test
    void anUnknownDirectiveIsNamedWithASuggestion() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, 0, "--standalone", "--maxmemmory", "1mb")) {
            assertThat(node.exitCode()).isEqualTo(BAD_CONFIGURATION);
            assertThat(node.text()).contains("maxmemmory").contains("did you mean 'maxmemory'");
        }
    }

    @Test
    void aBadValueIsNamedWithItsLine() throws Exception {
        Path file = directory.resolve("node.conf");
        Files.writeString(file, "standalone yes\ntick-ms soon\n");
        try (NodeProcess node = new NodeProcess(directory, 0, file.toString())) {
            assertThat(node.exitCode()).isEqualTo(BAD_CONFIGURATION);
            assertThat(node.text()).contains("node.conf:2").contains("tick-ms");
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"));
                NodeProcess node = new NodeProcess(directory, taken.getLocalPort(), "--standalone")) {
            assertThat(node.exitCode()).isEqualTo(BAD_CONFIGURATION);
            assertThat(node.text()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aDirectoryInUseIsRefused() throws Exception {
        try (NodeProcess first = new NodeProcess(directory, ListenPorts.free(), "--standalone").ready();
                NodeProcess second = new NodeProcess(directory, ListenPorts.free(), "--standalone")) {
            assertThat(second.exitCode()).isEqualTo(BAD_DATA);
            assertThat(second.text()).contains(directory.toString());
            assertThat(first.ask(1, "PING")).containsExactly("+PONG");
        }
    }

    @Test
    void aDamagedLogIsRefusedAndLeftAsItIs() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, ListenPorts.free(), "--standalone").ready()) {
            assertThat(node.ask(1, "SET a 1")).containsExactly("+OK");
            node.kill();
        }
        Files.writeString(directory.resolve("log").resolve("CURRENT"), "garbage");
        try (NodeProcess node = new NodeProcess(directory, ListenPorts.free(), "--standalone")) {
            assertThat(node.exitCode()).isEqualTo(BAD_DATA);
            assertThat(node.text().lines().filter(line -> line.contains("interrex node:")))
                    .hasSize(1);
        }
        assertThat(Files.readString(directory.resolve("log").resolve("CURRENT")))
                .isEqualTo("garbage");
    }

    @Test
    void aNodeOfAGroupRefusesEverythingBeforeItHeardOfItsGroup() throws Exception {
        int port = ListenPorts.free();
        try (NodeProcess node =
                new NodeProcess(directory, port, "--group", "g", "--node-id", "n1", "--grpc-port", "0").ready()) {
            assertThat(node.ask(3, "PING", "GET a", "SET a 1"))
                    .satisfiesExactly(
                            ping -> assertThat(ping).isEqualTo("+PONG"),
                            read -> assertThat(read).startsWith("-MASTERDOWN"),
                            write -> assertThat(write).startsWith("-MASTERDOWN"));
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
