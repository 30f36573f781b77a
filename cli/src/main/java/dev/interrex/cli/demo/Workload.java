package dev.interrex.cli.demo;

import dev.interrex.client.InterrexClient;
import java.util.ArrayList;
import java.util.List;

/** Some writers for each client, all at work at once. */
final class Workload {
    private final List<Store> stores;
    private final List<Writer> writers = new ArrayList<>();

    /**
     * @param run distinguishes the keys of this workload from those of earlier ones
     * @param writersPerStore threads per client
     */
    Workload(List<Store> stores, String run, int writersPerStore) {
        this.stores = stores;
        for (int s = 0; s < stores.size(); s++) {
            for (int w = 0; w < writersPerStore; w++) {
                writers.add(new Writer(stores.get(s), "demo:" + run + ":" + s + ":" + w));
            }
        }
    }

    void start() {
        writers.forEach(Writer::start);
    }

    /** Whether every writer got an acknowledgement after this moment. */
    boolean allAckedSince(long nanos) {
        return writers.stream().allMatch(writer -> writer.lastAckNanos() - nanos > 0);
    }

    void stop() {
        writers.forEach(Writer::stop);
        writers.forEach(Writer::join);
    }

    /** After {@link #stop}: reads everything back. One result for each client. */
    List<ClientResult> check(InterrexClient reader, long faultNanos) {
        ReadBack readBack = new ReadBack(reader);
        return stores.stream().map(store -> result(store, readBack, faultNanos)).toList();
    }

    private ClientResult result(Store store, ReadBack readBack, long faultNanos) {
        List<Writer> own =
                writers.stream().filter(writer -> writer.store() == store).toList();
        ReadBack.Findings sum =
                own.stream().map(readBack::check).reduce(ReadBack.Findings.NONE, ReadBack.Findings::plus);
        WriteGap gap = WriteGap.around(own.stream().map(Writer::journal).toList(), faultNanos);
        return new ClientResult(store.name(), sum, gap);
    }

    /** What one client saw. */
    record ClientResult(String name, ReadBack.Findings findings, WriteGap gap) {}
}
