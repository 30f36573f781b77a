package dev.interrex.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerIT {
    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.start("127.0.0.1", 0, HttpServerIT::page);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static CompletionStage<HttpPage> page(String path) {
        return switch (path) {
            case "/hello" -> CompletableFuture.completedStage(HttpPage.html("<p>grüß Gott"));
            case "/fails" -> CompletableFuture.failedStage(new IllegalStateException("broken"));
            case "/throws" -> throw new IllegalStateException("thrown");
            case "/stuck" -> new CompletableFuture<>();
            default -> CompletableFuture.completedStage(HttpPage.notFound());
        };
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aPageIsServedAgainAndAgainOnOneConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response = send("GET", "/hello?x=1");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("<p>grüß Gott");
            assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        }
    }

    @Test
    void headHasNoBody() throws Exception {
        HttpResponse<String> response = send("HEAD", "/hello");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void otherMethodsAndPathsAreRefused() throws Exception {
        assertThat(send("POST", "/hello").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/nope").statusCode()).isEqualTo(404);
    }

    @Test
    void aPageThatCannotBeMadeIsUnavailable() throws Exception {
        assertThat(send("GET", "/fails").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/throws").body()).isEqualTo("failed: thrown\n");
        assertThat(send("GET", "/stuck").body()).isEqualTo("not answered in time\n");
    }

    @Test
    void aPortInUseIsAnErrorThatSaysSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Assertions.assertThatThrownBy(() -> HttpServer.start("127.0.0.1", taken.getLocalPort(), HttpServerIT::page))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }
}
