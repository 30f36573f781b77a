package dev.interrex.http;

import java.util.Locale;

/**
 * Writes metrics in the text format of Prometheus. All samples of a metric follow its declaration; names end in their unit, and
 * counters in {@code _total}.
 *
 * <p>Not thread safe.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus: exposition formats</a>
 */
public final class MetricsText {
    private final StringBuilder text = new StringBuilder();
    private String name = "";

    /** Declares a metric that rises and falls; its samples come next. */
    public MetricsText gauge(String name, String help) {
        return metric(name, help, "gauge");
    }

    /** Declares a metric that only rises, but for restarts. */
    public MetricsText counter(String name, String help) {
        return metric(name, help, "counter");
    }

    private MetricsText metric(String name, String help, String type) {
        this.name = name;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** @param labels name and value in turn */
    public MetricsText sample(long value, String... labels) {
        return sampleText(Long.toString(value), labels);
    }

    /** @param labels name and value in turn */
    public MetricsText sample(double value, String... labels) {
        return sampleText(decimal(value), labels);
    }

    /** 1 or 0. */
    public MetricsText sample(boolean value, String... labels) {
        return sampleText(value ? "1" : "0", labels);
    }

    private MetricsText sampleText(String value, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
        return this;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(value.charAt(i));
            }
        }
    }

    private static String decimal(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return String.format(Locale.ROOT, "%s", value);
    }

    /** Everything written so far. */
    @Override
    public String toString() {
        return text.toString();
    }
}
