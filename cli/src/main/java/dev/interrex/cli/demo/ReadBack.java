package dev.interrex.cli.demo;

import dev.interrex.client.InterrexClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads everything that a writer wrote and compares it with its journal. */
final class ReadBack {
    private static final int BATCH = 500;

    private final InterrexClient client;

    ReadBack(InterrexClient client) {
        this.client = client;
    }

    /** Acknowledged and not there, there though never sent, and how many of unknown fate are there. */
    Findings check(Writer writer) {
        Journal journal = writer.journal();
        long lost = 0;
        long unknownApplied = 0;
        for (int from = 0; from < journal.sets(); from += BATCH) {
            int to = Math.min(journal.sets(), from + BATCH);
            List<Optional<String>> values = client.mget(keys(writer, from, to));
            for (int number = from; number < to; number++) {
                boolean there = values.get(number - from).equals(Optional.of(writer.value(number)));
                lost += journal.isAcked(number) && !there ? 1 : 0;
                unknownApplied += journal.isUnknown(number) && there ? 1 : 0;
            }
        }
        CounterLedger counter = journal.counter();
        counter.readBack(client.get(writer.counterKey()).map(Long::parseLong).orElse(0L));
        return new Findings(
                journal.ackedCount(),
                journal.unknownCount(),
                unknownApplied + counter.unknownApplied(),
                journal.notDoneCount(),
                lost + counter.lost(),
                counter.twice());
    }

    private static String[] keys(Writer writer, int from, int to) {
        List<String> keys = new ArrayList<>(to - from);
        for (int number = from; number < to; number++) {
            keys.add(writer.setKey(number));
        }
        return keys.toArray(String[]::new);
    }

    /**
     * The account of one writer, or of several.
     *
     * @param unknownApplied of {@code unknown}, those that turned out to have happened
     * @param lost acknowledged, and not there
     * @param twice increments applied more often than sent
     */
    record Findings(long acked, long unknown, long unknownApplied, long notDone, long lost, long twice) {
        static final Findings NONE = new Findings(0, 0, 0, 0, 0, 0);

        Findings plus(Findings other) {
            return new Findings(
                    acked + other.acked,
                    unknown + other.unknown,
                    unknownApplied + other.unknownApplied,
                    notDone + other.notDone,
                    lost + other.lost,
                    twice + other.twice);
        }

        boolean clean() {
            return lost == 0 && twice == 0;
        }
    }
}
