package dev.interrex.node.command;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespDecoder;
import dev.interrex.resp.RespReplyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Target of a fuzzer: what clients send. However it is split, it is the same requests or the same error; every command answers, and
 * what it changed a replica changes as well.
 */
public final class RequestFuzz {
    private static final RespDecoder.Limits LIMITS = new RespDecoder.Limits(1024, 1 << 20, 64 << 10);
    private static final int LONGEST = 4096;
    private static CommandHarness node = new CommandHarness();

    private RequestFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0 || data.length > LONGEST) {
            return;
        }
        // Copies: quotes are taken off in place.
        ByteBuf whole = Unpooled.copiedBuffer(data, 1, data.length - 1);
        List<List<String>> requests = decoded(whole, whole.capacity(), true);
        int step = 1 + (data[0] & 0x3F);
        List<List<String>> again = decoded(Unpooled.copiedBuffer(data, 1, data.length - 1), step, false);
        if (!requests.equals(again)) {
            throw new AssertionError("in pieces of " + step + ": " + again + ", at once: " + requests);
        }
        if (node.engine.digest() != node.replica.digest()) {
            throw new AssertionError("the replica differs");
        }
        if (node.engine.changes() > 1_000_000) {
            node = new CommandHarness();
        }
        node.replyBytes(CommandArgs.of("FLUSHALL"));
    }

    private static List<List<String>> decoded(ByteBuf bytes, int step, boolean execute) throws IOException {
        List<List<String>> requests = new ArrayList<>();
        RespDecoder decoder = new RespDecoder(LIMITS);
        decoder.authenticated(true);
        CommandArgs args = new CommandArgs();
        int end = bytes.writerIndex();
        bytes.writerIndex(bytes.readerIndex());
        args.reset(bytes);
        while (true) {
            RespDecoder.Result result = decoder.decode(bytes, args);
            if (result == RespDecoder.Result.PROTOCOL_ERROR) {
                requests.add(List.of("error", decoder.error()));
                return requests;
            } else if (result == RespDecoder.Result.NEED_MORE) {
                if (bytes.writerIndex() == end) {
                    return requests;
                }
                bytes.writerIndex(Math.min(end, bytes.writerIndex() + step));
            } else {
                requests.add(words(args));
                if (execute) {
                    execute(args);
                }
                args.reset(bytes);
            }
        }
    }

    private static List<String> words(CommandArgs args) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < args.count(); i++) {
            byte[] word = new byte[args.length(i)];
            args.buffer().getBytes(args.offset(i), word);
            words.add(new String(word, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        return words;
    }

    private static void execute(CommandArgs args) throws IOException {
        CommandSpec spec = node.table.find(args);
        boolean concernsKeys = spec != null
                && (spec.flags().contains(CommandFlag.WRITE) || spec.flags().contains(CommandFlag.READONLY))
                && !spec.flags().contains(CommandFlag.BLOCKING);
        if (!concernsKeys) {
            return;
        }
        try {
            RespReplyReader.readAll(node.replyBytes(args));
        } catch (CommandException refused) {
            throw new AssertionError("a refusal that was not written: " + words(args), refused);
        }
    }

    /** What a corpus begins with. */
    static List<byte[]> examples() {
        List<byte[]> examples = new ArrayList<>();
        for (String family : List.of("string", "list", "set", "zset", "geo")) {
            RandomCommands commands = new RandomCommands(family.length(), family);
            for (int i = 0; i < 40; i++) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.write(i);
                for (int j = 0; j < 8; j++) {
                    bytes.writeBytes(RespReplyReader.request(commands.next()));
                }
                examples.add(bytes.toByteArray());
            }
        }
        return examples;
    }
}
