package dev.interrex.client;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A server that speaks just enough RESP3 for a handshake; what it answers to other commands the test decides: raw RESP, {@link #SILENCE} or {@link #HANG_UP}.
 */
final class FakeRedis implements Closeable {
    static final String SILENCE = "";
    static final String HANG_UP = "hang up";
    static final String OK = "+OK\r\n";

    /** Every command after the handshake, its words joined by blanks, in order of arrival. */
    final List<String> received = new CopyOnWriteArrayList<>();

    volatile Function<String, String> script = command -> OK;

    private final ServerSocket listener;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    FakeRedis() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    int connections() {
        return clients.size();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "fake-redis");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                clients.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            dropClients();
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                List<String> words = command(in);
                String reply = handshake(words);
                if (reply.isEmpty()) {
                    String text = String.join(" ", words);
                    received.add(text);
                    reply = script.apply(text);
                }
                if (reply.equals(HANG_UP)) {
                    return;
                }
                out.write(reply.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            // The client went away, or the test has closed the server: nothing is left to do for it.
        } finally {
            clients.remove(client);
        }
    }

    private static String handshake(List<String> words) {
        return switch (words.get(0).toUpperCase(Locale.ROOT)) {
            case "HELLO" -> "%2\r\n+server\r\n+redis\r\n+proto\r\n:3\r\n";
            case "CLIENT" -> OK;
            default -> "";
        };
    }

    private static List<String> command(InputStream in) throws IOException {
        int count = Integer.parseInt(line(in).substring(1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            line(in);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("end of stream");
            }
            line.append((char) b);
        }
        return line.substring(0, line.length() - 1);
    }

    void dropClients() {
        for (Socket client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        dropClients();
    }
}
