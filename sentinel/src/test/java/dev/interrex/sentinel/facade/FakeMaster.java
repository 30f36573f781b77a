package dev.interrex.sentinel.facade;

import dev.interrex.resp.RespReplyReader;
import dev.interrex.resp.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** As much of a node as a stock client needs on connect, and SET and GET. One virtual thread for each connection. */
final class FakeMaster implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, String> data = new ConcurrentHashMap<>();
    /** Otherwise it refuses as a node does that is about to become primary. */
    volatile boolean serving;

    volatile int writes;
    volatile int refusals;

    FakeMaster(boolean serving) {
        this.serving = serving;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        boolean resp3 = false;
        try (socket) {
            RespReplyReader requests = new RespReplyReader(socket.getInputStream());
            RespWriter out = new RespWriter();
            while (!socket.isClosed()) {
                List<String> words = requests.read().texts();
                resp3 |= words.get(0).equalsIgnoreCase("HELLO") && words.contains("3");
                ByteBuf buffer = Unpooled.buffer();
                out.target(buffer, resp3);
                answer(words, out);
                socket.getOutputStream().write(ByteBufUtil.getBytes(buffer));
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            sockets.remove(socket);
        }
    }

    private void answer(List<String> words, RespWriter out) {
        switch (words.get(0).toUpperCase(Locale.ROOT)) {
            case "HELLO" -> {
                out.map(3);
                out.bulk("server");
                out.bulk("redis");
                out.bulk("version");
                out.bulk("7.4.0");
                out.bulk("proto");
                out.integer(out.resp3() ? 3 : 2);
            }
            case "PING" -> out.simple("PONG");
            case "CLIENT", "SELECT", "AUTH", "READONLY" -> out.ok();
            case "ROLE" -> {
                out.array(3);
                out.bulk(serving ? "master" : "slave");
                out.integer(0);
                out.array(0);
            }
            case "INFO" -> out.bulk("role:" + (serving ? "master" : "slave") + "\r\nconnected_slaves:0\r\n");
            case "SET" -> {
                if (serving) {
                    data.put(words.get(1), words.get(2));
                    writes++;
                    out.ok();
                } else {
                    refusals++;
                    out.error("LOADING This node is becoming the primary; nothing was executed, try again.");
                }
            }
            case "GET" -> out.bulk(data.getOrDefault(words.get(1), ""));
            default -> out.error("ERR unknown command '" + words.get(0) + "'");
        }
    }

    /** As kill -9 does: connections are reset, the port refuses. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
