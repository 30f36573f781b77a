package dev.interrex.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commands =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    Path folder;

    @Test
    void helpNamesEveryCommand() {
        assertThat(commands.execute("--help")).isZero();
        assertThat(out.toString()).contains("up", "down", "status", "failover", "demo", "node", "sentinel");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(commands.execute("help")).isZero();
        assertThat(commands.execute("help", "up")).isZero();
        assertThat(out.toString()).contains("First steps", "--base-port");
    }

    @Test
    void everyCommandHasHelp() {
        for (String name : commands.getSubcommands().keySet()) {
            assertThat(commands.execute(name, "--help")).as(name).isZero();
        }
    }

    @Test
    void addressOfASentinelThatIsNoneIsNamed() {
        for (String wrong : new String[] {"nowhere", "::1:26380", "h:x"}) {
            assertThat(commands.execute("status", "--sentinels", "h:1," + wrong))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("'" + wrong + "' is not host:port");
        }
    }

    @Test
    void unknownOptionIsRefused() {
        assertThat(commands.execute("up", "--nods", "3")).isEqualTo(2);
        assertThat(err.toString()).contains("--nods");
    }

    @Test
    void moreSentinelsThanCouldEverBeChangedAreRefused() {
        assertThat(commands.execute(
                        "up", "--sentinels", "8", "--dir", folder.resolve("c").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("sentinels must be 1 to 7, not 8");
        assertThat(folder.resolve("c").resolve("cluster.json")).doesNotExist();
    }

    @Test
    void missingClusterIsOneLineThatSaysWhatToDo() {
        assertThat(commands.execute("status", "--dir", folder.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("interrex up");
    }
}
