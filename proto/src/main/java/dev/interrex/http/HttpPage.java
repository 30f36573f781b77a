package dev.interrex.http;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param body in UTF-8
 */
public record HttpPage(int status, String contentType, String body) {
    /** @param body lines, each with its end */
    public static HttpPage text(int status, String body) {
        return new HttpPage(status, "text/plain; charset=utf-8", body);
    }

    public static HttpPage html(String body) {
        return new HttpPage(200, "text/html; charset=utf-8", body);
    }

    public static HttpPage json(String body) {
        return new HttpPage(200, "application/json", body);
    }

    /** In Prometheus's text format. */
    public static HttpPage metrics(MetricsText metrics) {
        return new HttpPage(200, "text/plain; version=0.0.4; charset=utf-8", metrics.toString());
    }

    public static HttpPage notFound() {
        return text(404, "no such page\n");
    }
}
