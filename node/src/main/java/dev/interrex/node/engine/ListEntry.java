package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/** A list. */
final class ListEntry extends Entry {
    private static final int SNAPSHOT_PIECE_BYTES = 64 * 1024;

    /** A packed list that is called large. */
    private static final int LARGE = 1;

    final ElementChunks elements;

    /** Whether Redis would call it a quicklist: it got large, and has not become much smaller since. */
    private boolean large;

    ListEntry(byte[] key, long hash, ElementChunks elements) {
        super(key, hash);
        this.elements = elements;
    }

    /** Of what {@link #packed} returned. */
    ListEntry(byte[] key, long hash, int shape, ElementChunks elements) {
        this(key, hash, elements);
        large = shape == LARGE;
    }

    /** Before so many elements and bytes are added. */
    void willGrow(int count, long bytes, ListLimits limits) {
        large |= limits.exceeds(elements.size() + count, elements.usedBytes() + bytes);
    }

    /** After elements were removed. */
    void hasShrunk(ListLimits limits) {
        large &= !limits.isSmallAgain(elements.size(), elements.usedBytes());
    }

    @Override
    @Nullable
    Slice packed() {
        PackedElements packed = elements.packed();
        return packed == null ? null : packed.packed();
    }

    @Override
    int shape() {
        return large ? LARGE : 0;
    }

    @Override
    int family() {
        return Effects.LIST_PUSH_HEAD >>> Effects.FAMILY_SHIFT;
    }

    @Override
    String type() {
        return "list";
    }

    @Override
    String encoding() {
        return large ? "quicklist" : "listpack";
    }

    @Override
    long memoryBytes() {
        return OVERHEAD_BYTES + arrayBytes(key.length) + elements.memoryBytes();
    }

    @Override
    long blockBytes() {
        return elements.blockBytes();
    }

    @Override
    int release(int most) {
        return elements.release(most);
    }

    @Override
    long compact(long from, int most) {
        return elements.compact(from, most);
    }

    @Override
    Entry duplicate(byte[] newKey, long newHash) {
        ListEntry copy = new ListEntry(newKey, newHash, elements.copy());
        copy.large = large;
        return copy;
    }

    @Override
    long writeTo(Effects out, long from, int mostBytes) {
        Slice element = new Slice();
        // A list is never empty, so that -1 is never where it begins.
        long place = from == 0 ? elements.seek(0) : from;
        int written = 0;
        while (place >= 0 && written < mostBytes) {
            int count = 0;
            int pieceBytes = 0;
            long end = place;
            while (end >= 0 && pieceBytes < SNAPSHOT_PIECE_BYTES) {
                elements.read(end, element);
                end = elements.next(end);
                pieceBytes += element.length() + 1;
                count++;
            }
            out.op(Effects.LIST_PUSH_TAIL).bytes(key).number(count);
            for (int i = 0; i < count; i++) {
                elements.read(place, element);
                out.bytes(element);
                place = elements.next(place);
            }
            written += pieceBytes;
        }
        return place;
    }

    @Override
    long digest(SipHash hash) {
        Slice element = new Slice();
        long sum = 0;
        for (long place = elements.seek(0); place >= 0; place = elements.next(place)) {
            elements.read(place, element);
            sum = Digest.mix(sum * 31 + hash.hash(element));
        }
        return sum;
    }
}
