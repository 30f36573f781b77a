package dev.interrex.node.command;

import dev.interrex.node.rdb.Payloads;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Target of a fuzzer: payloads of RESTORE whose checksum is right. Refused as a whole, or a value that DUMP and a replica agree about. */
public final class RestoreFuzz {
    private static final CommandHarness NODE = new CommandHarness();

    private RestoreFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] body) throws IOException {
        if (body.length == 0) {
            return;
        }
        long before = NODE.engine.digest();
        RespReply reply = restore("k", Payloads.sealed(body));
        if (reply.failed()) {
            check(reply.text().equals("ERR Bad data format"), reply.text());
            check(NODE.engine.digest() == before, "half done");
            return;
        }
        for (String command : RestoreFuzzTest.READ) {
            NODE.run(command);
        }
        if (NODE.reply("DUMP", "k") instanceof RespReply.Bulk dumped) {
            check(!restore("other", dumped.bytes()).failed(), "its own DUMP is refused");
        }
        check(NODE.replica.digest() == NODE.engine.digest(), "the replica differs");
        NODE.run("FLUSHALL");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static RespReply restore(String key, byte[] payload) throws IOException {
        CommandArgs args = new CommandArgs();
        ByteBuf buffer = Unpooled.buffer();
        args.reset(buffer);
        for (byte[] word : List.of(ascii("RESTORE"), ascii(key), ascii("0"), payload)) {
            args.add(buffer.writerIndex(), word.length);
            buffer.writeBytes(word);
        }
        return RespReplyReader.readAll(NODE.replyBytes(args)).getFirst();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
