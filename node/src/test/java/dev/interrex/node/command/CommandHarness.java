package dev.interrex.node.command;

import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.dispatch.FakeNode;
import dev.interrex.node.engine.EffectSink;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.engine.SnapshotCursor;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import dev.interrex.resp.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Commands without sockets: arguments in, reply out, on an engine whose effects go to a second one after every command, as they
 * would to a replica.
 */
final class CommandHarness {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    final Engine engine;
    final Engine replica;
    final CommandTable table = CommandTable.standard();
    private final RespWriter reply = new RespWriter();
    private final Record record = new Record();
    private final Call call;
    private final ClientState client;
    private int database;
    private boolean resp3;
    private long nowMs = 1_700_000_000_000L;

    /** The effects of the current command. */
    private static final class Record implements EffectSink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void writeByte(int value) {
            bytes.write(value);
        }

        @Override
        public void writeVarLong(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes.write((int) (rest | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }

        @Override
        public void writeBytes(byte[] source, int offset, int length) {
            bytes.write(source, offset, length);
        }
    }

    CommandHarness() {
        EngineSettings settings = EngineSettings.defaults();
        engine = new Engine(settings, 1);
        replica = new Engine(settings, 2);
        engine.attach(record);
        client = fake(ClientState.class);
        call = new Call(engine, reply, services(), new Random(1));
    }

    /** WAIT and WAITAOF answer through the session, which there is none of here. */
    private @Nullable Object answerAtOnce(int numbers) {
        if (numbers > 1) {
            reply.array(numbers);
        }
        for (int i = 0; i < numbers; i++) {
            reply.integer(0);
        }
        return null;
    }

    private NodeServices services() {
        return new FakeNode(NodeConfig.defaults(), table, UnpooledByteBufAllocator.DEFAULT, () -> nowMs, () -> 1)
                .services;
    }

    /** Answers what handlers of the keyspace ask of the rest of the node, and refuses everything else. */
    private <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "database" -> {
                        if (arguments != null) {
                            database = (int) arguments[0];
                        }
                        yield database;
                    }
                    case "commands" -> table;
                    case "waitForKeys" -> false;
                    case "awaitReceived" -> answerAtOnce(1);
                    case "awaitDurable" -> answerAtOnce(2);
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    /** An engine that was loaded from a snapshot of this one, in pieces as small as they come. */
    Engine restarted() {
        Engine loaded = new Engine(EngineSettings.defaults(), 3);
        try (SnapshotCursor snapshot = engine.beginSnapshot()) {
            ByteBuffer piece = ByteBuffer.allocate(1);
            boolean done;
            do {
                done = snapshot.write(piece, 1);
                loaded.load(piece.flip());
                piece = ByteBuffer.allocate(Math.max(1, snapshot.neededBytes()));
            } while (!done);
        }
        return loaded;
    }

    CommandHarness resp3() {
        resp3 = true;
        return this;
    }

    void select(int index) {
        database = index;
    }

    void advanceMs(long ms) {
        nowMs += ms;
    }

    void setTimeMs(long ms) {
        nowMs = ms;
    }

    long nowMs() {
        return nowMs;
    }

    /** Bytes of effects that the last command logged. */
    int loggedBytes() {
        return record.bytes.size();
    }

    /** Runs a line as typed into redis-cli and renders the reply: {@link #render}. */
    String run(String line) {
        return render(reply(words(line)));
    }

    RespReply reply(String... words) {
        try {
            return RespReplyReader.readAll(replyBytes(CommandArgs.of(words))).getFirst();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Runs a command as the dispatcher does and returns the reply's bytes. */
    byte[] replyBytes(CommandArgs args) {
        ByteBuf out = Unpooled.buffer();
        reply.target(out, resp3);
        record.bytes.reset();
        engine.now(nowMs);
        CommandSpec spec = table.find(args);
        if (spec == null) {
            reply.error(table.unknown(args));
        } else if (!spec.acceptsArity(args.count())) {
            reply.error(spec.arityError());
        } else {
            call.of(client, spec, args, nowMs).execute();
        }
        replica.apply(ByteBuffer.wrap(record.bytes.toByteArray()), nowMs);
        return ByteBufUtil.getBytes(out);
    }

    /** Runs the cycle that deletes what nobody looks at; returns how much it deleted. */
    int expire(int most) {
        record.bytes.reset();
        int expired = engine.expireCycle(nowMs, most);
        replica.apply(ByteBuffer.wrap(record.bytes.toByteArray()), nowMs);
        return expired;
    }

    /** Words separated by blanks; in double quotes they may hold blanks, and backslash escapes as redis-cli knows them. */
    static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(
                    matcher.group(1) == null
                            ? matcher.group(2)
                            : matcher.group(1).translateEscapes());
        }
        return words.toArray(String[]::new);
    }

    /** {@code OK}, {@code "bulk"}, {@code 42}, {@code nil}, {@code [a b]}, RESP3's {@code {k v}} and {@code ~[a b]}, {@code -ERR …}. */
    static String render(RespReply reply) {
        return switch (reply) {
            case RespReply.Status status -> status.value();
            case RespReply.Failure failure -> "-" + failure.message();
            case RespReply.Bulk bulk -> '"' + new String(bulk.bytes(), StandardCharsets.ISO_8859_1) + '"';
            case RespReply.Null nothing -> "nil";
            case RespReply.Group group -> {
                String elements =
                        group.elements().stream().map(CommandHarness::render).collect(Collectors.joining(" "));
                yield switch (group.kind()) {
                    case ARRAY -> "[" + elements + "]";
                    case MAP -> "{" + elements + "}";
                    case SET -> "~[" + elements + "]";
                    case PUSH -> ">[" + elements + "]";
                };
            }
            default -> reply.text();
        };
    }

    /** Arguments of any bytes. */
    static CommandArgs args(byte[][] command) {
        ByteBuf buffer = Unpooled.buffer();
        CommandArgs args = new CommandArgs();
        args.reset(buffer);
        for (byte[] word : command) {
            args.add(buffer.writerIndex(), word.length);
            buffer.writeBytes(word);
        }
        return args;
    }
}
