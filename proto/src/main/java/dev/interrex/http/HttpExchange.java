package dev.interrex.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The requests of one connection, one after the other. */
final class HttpExchange extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final HttpPage LATE = HttpPage.text(503, "not answered in time\n");

    private final HttpPages pages;

    HttpExchange(HttpPages pages) {
        this.pages = pages;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (!request.decoderResult().isSuccess()) {
            send(context, HttpPage.text(400, "not understood\n"), false, false);
        } else if (!head && !request.method().equals(HttpMethod.GET)) {
            send(context, HttpPage.text(405, "only GET and HEAD\n"), false, false);
        } else {
            // One page at a time: requests that came along wait in the flow control before this handler.
            context.channel().config().setAutoRead(false);
            ask(path(request.uri()))
                    .completeOnTimeout(LATE, HttpServer.PAGE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> HttpPage.text(503, "failed: " + failure.getMessage() + "\n"))
                    .thenAccept(page -> context.executor().execute(() -> send(context, page, head, keepAlive)));
        }
    }

    private CompletableFuture<HttpPage> ask(String path) {
        CompletableFuture<HttpPage> page = new CompletableFuture<>();
        try {
            pages.page(path).whenComplete((made, failure) -> {
                if (failure == null) {
                    page.complete(made);
                } else {
                    page.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            page.completeExceptionally(e);
        }
        return page;
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static void send(ChannelHandlerContext context, HttpPage page, boolean head, boolean keepAlive) {
        ByteBuf body = ByteBufUtil.writeUtf8(context.alloc(), page.body());
        int length = body.readableBytes();
        if (head) {
            body.clear();
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(page.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        HttpUtil.setKeepAlive(response, keepAlive);
        var sent = context.writeAndFlush(response);
        if (keepAlive) {
            context.channel().config().setAutoRead(true);
        } else {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
