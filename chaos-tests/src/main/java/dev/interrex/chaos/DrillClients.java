package dev.interrex.chaos;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.workload.JedisStoreClient;
import dev.interrex.chaos.workload.SmartStoreClient;
import dev.interrex.chaos.workload.StoreClient;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.PollClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisException;

/** The clients of a drill. */
final class DrillClients {
    private static final Duration RETRY_FOR = Duration.ofSeconds(10);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final int STOCK_TIMEOUT_MS = 1_000;

    private DrillClients() {}

    /**
     * @param smart how many smart clients; one stock client comes on top
     * @throws ClusterException if a client cannot connect
     */
    static List<StoreClient> connect(Cluster cluster, int smart) {
        List<StoreClient> connected = new ArrayList<>();
        try {
            for (int i = 0; i < smart; i++) {
                connected.add(new SmartStoreClient(cluster.group(), cluster.sentinelGrpcAddresses(), RETRY_FOR));
            }
            connected.add(stock(cluster));
            return connected;
        } catch (JedisException e) {
            connected.forEach(StoreClient::close);
            throw new ClusterException("a client cannot connect: " + e.getMessage(), e);
        }
    }

    /** A cluster that has just started may be disturbed once more while its processes warm up; applications try again, too. */
    private static StoreClient stock(Cluster cluster) {
        long start = PollClock.nanos();
        while (true) {
            try {
                return new JedisStoreClient(cluster.group(), cluster.sentinelRespAddresses(), STOCK_TIMEOUT_MS);
            } catch (JedisException e) {
                if (PollClock.msSince(start) > RETRY_FOR.toMillis()) {
                    throw e;
                }
                PollClock.pause(RETRY_PAUSE);
            }
        }
    }
}
