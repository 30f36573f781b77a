package dev.interrex.cli.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Map;

/**
 * Writes lines, styled where that can be seen. A line goes out at once.
 *
 * <p>Styled: standard output is a terminal, {@code NO_COLOR} is not set (no-color.org), {@code TERM} is not {@code dumb}.
 */
public final class Terminal {
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean styled;

    public Terminal(PrintWriter out, boolean styled) {
        this.out = out;
        this.styled = styled;
    }

    /** For the output of this process. */
    public static Terminal standard(Map<String, String> environment) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean wanted = !environment.containsKey("NO_COLOR") && !"dumb".equals(environment.get("TERM"));
        return new Terminal(new PrintWriter(System.out, true), terminal && wanted);
    }

    public boolean styled() {
        return styled;
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    public void blank() {
        line("");
    }

    /** A heading between two blanks of meaning. */
    public void heading(String text) {
        blank();
        line(bold(text));
    }

    public String bold(String text) {
        return style("1", text);
    }

    public String dim(String text) {
        return style("2", text);
    }

    public String good(String text) {
        return style("32", text);
    }

    public String warning(String text) {
        return style("33", text);
    }

    public String bad(String text) {
        return style("31", text);
    }

    private String style(String code, String text) {
        return styled ? "\u001b[" + code + "m" + text + RESET : text;
    }

    /** A bar of {@code width} columns at most, from {@code from} to {@code to} on a scale that ends at {@code end}. */
    public String bar(long from, long to, long end, int width) {
        int start = column(from, end, width);
        int stop = Math.max(start + 1, column(to, end, width));
        return " ".repeat(start) + (styled ? "█" : "#").repeat(Math.min(stop, width) - Math.min(start, width - 1));
    }

    private static int column(long value, long end, int width) {
        return end <= 0 ? 0 : (int) Math.clamp(value * width / end, 0, width - 1L);
    }
}
