package dev.interrex.node.engine;

import java.util.random.RandomGenerator;

/** The pairs of a large hash: a {@link MemberTable} of fields with values. What is read is a copy. */
final class FieldTable extends Fields {
    private static final int OBJECT_BYTES = 16;

    private final MemberTable table;

    FieldTable(MemberTable table) {
        this.table = table;
    }

    MemberTable table() {
        return table;
    }

    @Override
    int size() {
        return table.size();
    }

    @Override
    boolean get(Slice field, Slice value) {
        long item = table.find(field);
        if (item != 0) {
            table.readValue(item, value);
        }
        return item != 0;
    }

    @Override
    boolean put(Slice field, Slice value) {
        return table.put(field, value);
    }

    @Override
    boolean remove(Slice field) {
        return table.remove(field);
    }

    @Override
    long read(long place, Slice field, Slice value) {
        long from = place == 0 ? table.first() : place;
        readItem(table.item(from), field, value);
        return table.next(from);
    }

    @Override
    void random(RandomGenerator random, Slice field, Slice value) {
        readItem(table.random(random), field, value);
    }

    private void readItem(long item, Slice field, Slice value) {
        table.read(item, field);
        table.readValue(item, value);
    }

    @Override
    long scan(long cursor, long count, PairVisitor visitor) {
        Slice field = new Slice();
        Slice value = new Slice();
        return table.scan(cursor, count, item -> {
            readItem(item, field, value);
            visitor.pair(field, value);
        });
    }

    @Override
    long memoryBytes() {
        return OBJECT_BYTES + table.memoryBytes();
    }

    @Override
    Fields copy() {
        return new FieldTable(table.copy());
    }

    @Override
    long blockBytes() {
        return table.blockBytes();
    }

    @Override
    long mostBytes(int pairs, long bytes) {
        return MemberTable.mostBytes(table, pairs, bytes);
    }

    @Override
    int release(int most) {
        return table.release(most);
    }

    @Override
    long compact(long from, int most) {
        return table.compact(from, most);
    }
}
