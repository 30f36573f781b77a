package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.MemoryExhaustedException;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Unions, intersections and differences of sets, sorted or not. Smaller sets come first, as with Redis, so that sums are rounded in
 * the same order everywhere. Loop thread only.
 */
final class SortedSetCombination {
    private final Database db;

    /** A set, sorted or not, with its weight; null if there is none. */
    private record Source(@Nullable Entry entry, double weight) {
        int size() {
            if (entry instanceof SortedSetEntry sorted) {
                return sorted.size();
            }
            return entry instanceof SetEntry set ? set.size() : 0;
        }

        /** NaN if it has no such member. */
        double score(Slice member) {
            if (entry instanceof SortedSetEntry sorted) {
                return sorted.score(member);
            }
            return entry instanceof SetEntry set && set.contains(member) ? 1 : Double.NaN;
        }

        void forEach(ScoreVisitor visitor) {
            if (entry instanceof SortedSetEntry sorted) {
                sorted.forEach(0, sorted.size(), false, visitor);
            } else if (entry instanceof SetEntry set) {
                set.forEach(member -> visitor.member(member, 1));
            }
        }
    }

    SortedSetCombination(Database db) {
        this.db = db;
    }

    /** The result as a value that is not in the keyspace, and to be put there or released; null if it is empty. */
    @Nullable
    SortedSetEntry of(ScoreOperation operation, Slices keys, Slice newKey) {
        Source[] sources = sources(operation, keys);
        SortedSetEntry result = new SortedSetEntry(newKey.toBytes(), db.hash(newKey), db.engine.tables);
        try {
            switch (operation.operation()) {
                case UNION -> unite(operation, sources, result);
                case INTERSECTION -> intersect(operation, sources, result);
                case DIFFERENCE -> subtract(sources, result);
            }
        } catch (MemoryExhaustedException notDone) {
            db.engine.release(result);
            throw notDone;
        }
        if (result.size() == 0) {
            db.engine.release(result);
            return null;
        }
        return result;
    }

    int intersectionSize(Slices keys, int limit) {
        Source[] sources =
                sources(new ScoreOperation(SetOperation.INTERSECTION, ScoreOperation.Aggregate.SUM, null), keys);
        int[] size = {0};
        sources[0].forEach((member, score) -> {
            boolean inAll = size[0] < limit;
            for (int i = 1; i < sources.length && inAll; i++) {
                inAll = !Double.isNaN(sources[i].score(member));
            }
            size[0] += inAll ? 1 : 0;
        });
        return size[0];
    }

    private Source[] sources(ScoreOperation operation, Slices keys) {
        Source[] sources = new Source[keys.count()];
        for (int i = 0; i < sources.length; i++) {
            Entry entry = db.read(keys.at(i));
            if (entry != null && !(entry instanceof SetEntry) && !(entry instanceof SortedSetEntry)) {
                throw WrongTypeException.INSTANCE;
            }
            sources[i] = new Source(entry, operation.weight(i));
        }
        if (operation.operation() != SetOperation.DIFFERENCE) {
            Arrays.sort(sources, Comparator.comparingInt(Source::size));
        }
        return sources;
    }

    private void unite(ScoreOperation operation, Source[] sources, SortedSetEntry result) {
        EngineSettings settings = db.engine.settings();
        for (Source source : sources) {
            source.forEach((member, score) -> {
                double weighted = ScoreOperation.number(source.weight() * score);
                double old = result.score(member);
                result.put(member, Double.isNaN(old) ? weighted : operation.aggregated(old, weighted), settings);
            });
        }
    }

    private void intersect(ScoreOperation operation, Source[] sources, SortedSetEntry result) {
        sources[0].forEach((member, score) -> {
            double sum = ScoreOperation.number(sources[0].weight() * score);
            for (int i = 1; i < sources.length; i++) {
                double other = sources[i].score(member);
                if (Double.isNaN(other)) {
                    return;
                }
                sum = operation.aggregated(sum, sources[i].weight() * other);
            }
            result.put(member, sum, db.engine.settings());
        });
    }

    private void subtract(Source[] sources, SortedSetEntry result) {
        sources[0].forEach((member, score) -> {
            for (int i = 1; i < sources.length; i++) {
                if (!Double.isNaN(sources[i].score(member))) {
                    return;
                }
            }
            result.put(member, score, db.engine.settings());
        });
    }
}
