package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import dev.interrex.resp.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Elements of an array reply, written aside until their number is known. Reused. */
final class CollectedReplies {
    private static final int KEPT_BYTES = 256 * 1024;

    private final RespWriter writer = new RespWriter();
    private ByteBuf bytes = Unpooled.buffer(0);
    private int count;

    CollectedReplies restart(boolean resp3) {
        bytes.clear();
        count = 0;
        writer.target(bytes, resp3);
        return this;
    }

    int count() {
        return count;
    }

    void bulk(Slice element) {
        writer.bulk(element.array(), element.offset(), element.length());
        count++;
    }

    void integer(long element) {
        writer.integer(element);
        count++;
    }

    /** Writes the parts of an element, which the caller counts: {@link #countOne}. */
    RespWriter writer() {
        return writer;
    }

    void countOne() {
        count++;
    }

    /** Writes them, each with two parts, as one map; in RESP2 as an array of pairs' arrays, for which the caller wrote headers. */
    void writePairsTo(RespWriter reply) {
        if (reply.resp3()) {
            reply.map(count);
        } else {
            reply.array(count);
        }
        reply.buffer().writeBytes(bytes);
    }

    /** Writes them as one array. */
    void writeTo(RespWriter reply) {
        reply.array(count);
        writeElements(reply);
    }

    /** Writes them as one set. */
    void writeSetTo(RespWriter reply) {
        reply.set(count);
        writeElements(reply);
    }

    private void writeElements(RespWriter reply) {
        reply.buffer().writeBytes(bytes);
        if (bytes.capacity() > KEPT_BYTES) {
            bytes = Unpooled.buffer(0);
        }
    }
}
