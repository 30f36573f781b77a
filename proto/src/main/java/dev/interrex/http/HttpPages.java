package dev.interrex.http;

import java.util.concurrent.CompletionStage;

/** What a program shows. */
public interface HttpPages {
    /**
     * The page at {@code path}, which begins with a slash and has no query. Called on the server's thread, which must not be
     * blocked; the stage may complete on any thread. If it fails or takes too long, the client is told so with 503.
     */
    CompletionStage<HttpPage> page(String path);
}
