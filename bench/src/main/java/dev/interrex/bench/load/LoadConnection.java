package dev.interrex.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;

/** One connection: what is due is sent as fast as the socket takes it, replies are counted. Not thread-safe. */
final class LoadConnection {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MOST_IN_FLIGHT = 1 << 16;

    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ReplyCounter replies = new ReplyCounter();

    /** When each command that is not answered yet was due. */
    private final long[] dueNanos = new long[MOST_IN_FLIGHT];

    private long sent;
    private long answered;

    LoadConnection(InetSocketAddress server, Selector selector) throws IOException {
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Whether another command of so many bytes may be added. */
    boolean hasRoom(int bytes) {
        return sent - answered < MOST_IN_FLIGHT && out.remaining() >= bytes;
    }

    void add(Mix mix, long due) {
        mix.next(out);
        dueNanos[(int) (sent++ & MOST_IN_FLIGHT - 1)] = due;
    }

    /** Sends what the socket takes. */
    void flush() throws IOException {
        if (out.position() > 0) {
            out.flip();
            channel.write(out);
            out.compact();
        }
    }

    /** Reads what has come; {@code each} gets the due time of every command that was answered. */
    void read(LongConsumer each) throws IOException {
        while (true) {
            int count = channel.read(in);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (count == 0) {
                return;
            }
            in.flip();
            for (int ended = replies.count(in); ended > 0; ended--) {
                each.accept(dueNanos[(int) (answered++ & MOST_IN_FLIGHT - 1)]);
            }
            in.clear();
        }
    }

    long unanswered() {
        return sent - answered;
    }

    long errors() {
        return replies.errors();
    }

    void close() throws IOException {
        channel.close();
    }
}
