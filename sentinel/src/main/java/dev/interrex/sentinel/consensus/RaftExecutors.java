package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.PingRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.AppendEntriesRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.GetFileRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.InstallSnapshotRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.ReadIndexRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.RequestVoteRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.TimeoutNowRequestProcessor;
import dev.interrex.proto.v1.PeerStateReply;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The threads on which the other sentinels' requests are processed. */
final class RaftExecutors implements AutoCloseable {
    /** Requests that wait for a thread; a further one is refused, and its sender tries again. Six peers have far fewer: no directive. */
    private static final int QUEUE_ENTRIES = 4096;

    private static final int CLOSE_WAIT_MS = 200;

    /** One thread: what a leader sends is to be appended in the order in which it was sent. */
    private final ThreadPoolExecutor append = pool("raft-append-", 1);
    /** Apart from the others: a slow disk, or a snapshot that is being read, must not hold up votes. */
    private final ThreadPoolExecutor votes = pool("raft-vote-", 2);

    private final ThreadPoolExecutor others = pool("raft-request-", 2);

    /** Registers every processor but JRaft's administrative ones. */
    void registerProcessors(RpcServer server, Supplier<PeerStateReply> state) {
        server.registerProcessor(new AppendEntriesRequestProcessor(append));
        server.registerProcessor(new RequestVoteRequestProcessor(votes));
        server.registerProcessor(new TimeoutNowRequestProcessor(votes));
        server.registerProcessor(new PingRequestProcessor(votes));
        server.registerProcessor(new PeerStateProcessor(others, state));
        server.registerProcessor(new ReadIndexRequestProcessor(others));
        server.registerProcessor(new InstallSnapshotRequestProcessor(others));
        server.registerProcessor(new GetFileRequestProcessor(others));
    }

    /** Lets what has begun end, but not for long. */
    @Override
    public void close() throws InterruptedException {
        for (ThreadPoolExecutor pool : List.of(votes, others, append)) {
            pool.shutdown();
        }
        for (ThreadPoolExecutor pool : List.of(votes, others, append)) {
            pool.awaitTermination(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
        }
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(QUEUE_ENTRIES),
                Thread.ofPlatform().daemon().name(name, 0).factory());
    }
}
