package dev.interrex.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Columns as wide as their widest cell, two blanks apart; a header that begins with {@code >} makes its column right-aligned. */
public final class Table {
    private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;]*m");

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] right;

    public Table(String... headers) {
        right = new boolean[headers.length];
        List<String> row = new ArrayList<>();
        for (int i = 0; i < headers.length; i++) {
            right[i] = headers[i].startsWith(">");
            row.add(right[i] ? headers[i].substring(1) : headers[i]);
        }
        rows.add(row);
    }

    /** One cell per header; styles do not count as width. */
    public void row(String... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
        }
        rows.add(Arrays.asList(cells));
    }

    /** The rows, the headers first, each indented by {@code indent} blanks. */
    public List<String> lines(int indent) {
        int[] widths = new int[right.length];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], visible(row.get(i)));
            }
        }
        return rows.stream().map(row -> " ".repeat(indent) + line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String padding = " ".repeat(widths[i] - visible(cell));
            line.append(i == 0 ? "" : "  ").append(right[i] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int visible(String cell) {
        return STYLE.matcher(cell).replaceAll("").length();
    }
}
