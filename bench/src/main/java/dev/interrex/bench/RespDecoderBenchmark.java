package dev.interrex.bench;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A batch of pipelined requests, decoded from one receive buffer. With {@code -prof gc} gc.alloc.rate.norm must be about 0. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RespDecoderBenchmark {
    private static final int BATCH = 16;

    @Param({"GET", "SET"})
    public String command = "GET";

    private final RespDecoder decoder = new RespDecoder(RespDecoder.Limits.REDIS);
    private final CommandArgs args = new CommandArgs();
    private ByteBuf in = ByteBufAllocator.DEFAULT.buffer(0);

    @Setup
    public void fill() {
        in.release();
        String key = "$18\r\nkey:000000012345ab\r\n";
        String request = command.equals("GET")
                ? "*2\r\n$3\r\nGET\r\n" + key
                : "*3\r\n$3\r\nSET\r\n" + key + "$32\r\n" + "v".repeat(32) + "\r\n";
        in = ByteBufAllocator.DEFAULT.directBuffer();
        in.writeCharSequence(request.repeat(BATCH), StandardCharsets.US_ASCII);
    }

    @TearDown
    public void release() {
        in.release();
    }

    /** Time of one batch of 16. */
    @Benchmark
    public int decodeBatch() {
        in.readerIndex(0);
        int arguments = 0;
        while (decoder.decode(in, args) == RespDecoder.Result.COMPLETE) {
            arguments += args.count();
        }
        return arguments;
    }
}
