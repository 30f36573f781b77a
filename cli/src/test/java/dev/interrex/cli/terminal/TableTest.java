package dev.interrex.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("ID", ">LAG");
        table.row("n1", "0");
        table.row("n-long", "12345");
        assertThat(table.lines(1)).containsExactly(" ID        LAG", " n1          0", " n-long  12345");
    }

    @Test
    void stylesDoNotCountAsWidth() {
        Terminal styled = new Terminal(new PrintWriter(new StringWriter()), true);
        Table table = new Table("STATE", "X");
        table.row(styled.good("up"), "y");
        assertThat(table.lines(0).get(1)).isEqualTo("\u001b[32mup\u001b[0m     y");
    }

    @Test
    void plainTerminalWritesNoEscapes() {
        Terminal plain = new Terminal(new PrintWriter(new StringWriter()), false);
        assertThat(plain.bad("no") + plain.bold("x") + plain.bar(0, 5, 10, 4)).isEqualTo("nox##");
    }
}
