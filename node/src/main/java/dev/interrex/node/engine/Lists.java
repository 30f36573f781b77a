package dev.interrex.node.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists of one database. Methods throw {@link WrongTypeException} where the key holds something else and change nothing then. A
 * list whose last element is removed is gone. Indices count from 0. Loop thread only.
 */
public final class Lists extends ValueType {
    /** What is done with an element and its index; false to go no further. */
    @FunctionalInterface
    public interface Search {
        /** {@code matches} tells whether it is what is looked for. */
        boolean element(long index, boolean matches);
    }

    private static final int FROM_HEAD = 1;
    private static final int TO_HEAD = 2;
    private static final byte[] NO_KEY = {};

    private final Slice found = new Slice();
    private final Slice moved = new Slice();

    Lists(Database db) {
        super(db);
    }

    // Readers

    /** Number of elements; 0 if there is no such key. */
    public long size(Slice key) {
        ListEntry entry = entry(db.read(key));
        return entry == null ? 0 : entry.elements.size();
    }

    /** As {@link #size}, of a write command: counts neither as hit nor as miss. */
    public long sizeForUpdate(Slice key) {
        ListEntry entry = entry(db.use(key));
        return entry == null ? 0 : entry.elements.size();
    }

    /** Element {@code index}, valid until the next call of the engine; null if there is none. */
    public @Nullable Slice get(Slice key, long index) {
        ListEntry entry = entry(db.live(key));
        if (entry == null || index < 0 || index >= entry.elements.size()) {
            return null;
        }
        entry.elements.get(index, found);
        return found;
    }

    /** Visits {@code count} elements from {@code index} on, forwards or backwards; all of them exist. */
    public void forEach(Slice key, long index, long count, boolean backwards, Consumer<Slice> visitor) {
        ListEntry entry = entry(db.live(key));
        if (entry == null || count == 0) {
            return;
        }
        long place = entry.elements.seek(index);
        if (!backwards) {
            entry.elements.forEach(place, count, found, visitor);
            return;
        }
        for (long i = 0; i < count; i++) {
            entry.elements.read(place, found);
            visitor.accept(found);
            place = entry.elements.previous(place);
        }
    }

    /** Compares all elements to one, from the first on or from the last. */
    public void search(Slice key, Slice element, boolean backwards, Search search) {
        ListEntry entry = entry(db.live(key));
        if (entry == null) {
            return;
        }
        ElementChunks elements = entry.elements;
        long index = backwards ? elements.size() - 1 : 0;
        long place = elements.seek(index);
        while (place >= 0 && search.element(index, elements.isAt(place, element))) {
            place = backwards ? elements.previous(place) : elements.next(place);
            index += backwards ? -1 : 1;
        }
    }

    // Mutators

    /** Pushes at least one element, one after the other, onto the head or the tail; returns the new size. */
    public long push(Slice key, boolean head, Slices elements) {
        ListEntry old = entry(db.live(key));
        int count = elements.count();
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += elements.at(i).length();
        }
        require(key, count, bytes);
        Effects effect = db.log(head ? Effects.LIST_PUSH_HEAD : Effects.LIST_PUSH_TAIL)
                .bytes(key)
                .number(count);
        for (int i = 0; i < count; i++) {
            effect.bytes(elements.at(i));
        }
        ListEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        ListLimits limits = db.engine.settings().listLimits();
        entry.willGrow(count, bytes, limits);
        for (int i = 0; i < count; i++) {
            add(entry, head, elements.at(i));
        }
        grown(entry, key, before);
        return entry.elements.size();
    }

    /** Pushes one element; returns the new size. */
    public long push(Slice key, boolean head, Slice element) {
        ListEntry old = entry(db.live(key));
        require(key, 1, element.length());
        db.log(head ? Effects.LIST_PUSH_HEAD : Effects.LIST_PUSH_TAIL)
                .bytes(key)
                .number(1)
                .bytes(element);
        return pushed(old, key, head, element);
    }

    private long pushed(@Nullable ListEntry old, Slice key, boolean head, Slice element) {
        ListEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        ListLimits limits = db.engine.settings().listLimits();
        entry.willGrow(1, element.length(), limits);
        add(entry, head, element);
        grown(entry, key, before);
        return entry.elements.size();
    }

    private static void add(ListEntry entry, boolean head, Slice element) {
        if (head) {
            entry.elements.addFirst(element);
        } else {
            entry.elements.addLast(element);
        }
    }

    /** Removes {@code count} elements, at most as many as there are, from the head or the tail. */
    public void pop(Slice key, boolean head, long count) {
        ListEntry entry = entry(db.live(key));
        if (entry == null || count == 0) {
            return;
        }
        db.log(head ? Effects.LIST_POP_HEAD : Effects.LIST_POP_TAIL).bytes(key).number(count);
        popped(entry, key, head, count);
    }

    private void popped(ListEntry entry, Slice key, boolean head, long count) {
        db.willChange(entry);
        long before = entry.memoryBytes();
        ElementChunks dropped = head ? entry.elements.removeFirst(count) : entry.elements.removeLast(count);
        if (dropped != null) {
            db.engine.release(new ListEntry(NO_KEY, 0, dropped));
        }
        shrunk(entry, key, before);
    }

    /**
     * Moves the element at one end of a list, which exists, to one end of another or of the same.
     *
     * @return the element, valid until the next call of the engine
     */
    public Slice move(Slice key, boolean fromHead, Slice toKey, boolean toHead) {
        ListEntry entry = entry(db.live(key));
        if (entry == null) {
            throw new IllegalStateException("no list to move an element from");
        }
        entry.elements.get(fromHead ? 0 : entry.elements.size() - 1, found);
        // What is found lies where the push may write.
        System.arraycopy(found.array(), found.offset(), moved.room(found.length()), 0, found.length());
        require(toKey, 1, moved.length());
        db.log(Effects.LIST_MOVE)
                .bytes(key)
                .number((fromHead ? FROM_HEAD : 0) | (toHead ? TO_HEAD : 0))
                .bytes(toKey);
        pushed(entry(db.live(toKey)), toKey, toHead, moved);
        // It may be the same list, which is another entry now.
        ListEntry source = entry(db.live(key));
        if (source != null) {
            popped(source, key, fromHead, 1);
        }
        return moved;
    }

    /** Replaces element {@code index}; false if there is none. */
    public boolean set(Slice key, long index, Slice element) {
        ListEntry entry = entry(db.live(key));
        if (entry == null || index < 0 || index >= entry.elements.size()) {
            return false;
        }
        require(key, 1, element.length());
        db.log(Effects.LIST_SET).bytes(key).number(index).bytes(element);
        db.willChange(entry);
        long before = entry.memoryBytes();
        ListLimits limits = db.engine.settings().listLimits();
        entry.willGrow(0, element.length(), limits);
        entry.elements.replace(entry.elements.seek(index), element);
        entry.hasShrunk(limits);
        grown(entry, key, before);
        return true;
    }

    /** Inserts an element so that it gets the number {@code index}, from 0 to size; returns the new size, -1 if there is no such key. */
    public long insert(Slice key, long index, Slice element) {
        ListEntry entry = entry(db.live(key));
        if (entry == null || index < 0 || index > entry.elements.size()) {
            return -1;
        }
        if (index == entry.elements.size()) {
            return push(key, false, element);
        }
        require(key, 1, element.length());
        db.log(Effects.LIST_INSERT).bytes(key).number(index).bytes(element);
        db.willChange(entry);
        long before = entry.memoryBytes();
        ListLimits limits = db.engine.settings().listLimits();
        entry.willGrow(1, element.length(), limits);
        entry.elements.insertBefore(entry.elements.seek(index), element);
        grown(entry, key, before);
        return entry.elements.size();
    }

    /** Removes elements with this content: all for 0, else the first {@code count} or the last {@code -count}; returns how many. */
    public long remove(Slice key, long count, Slice element) {
        ListEntry entry = entry(db.live(key));
        if (entry == null || !contains(entry, element)) {
            return 0;
        }
        db.log(Effects.LIST_REMOVE).bytes(key).signed(count).bytes(element);
        db.willChange(entry);
        long before = entry.memoryBytes();
        long removed = entry.elements.removeAll(element, count);
        shrunk(entry, key, before);
        return removed;
    }

    private static boolean contains(ListEntry entry, Slice element) {
        long place = entry.elements.seek(0);
        while (place >= 0 && !entry.elements.isAt(place, element)) {
            place = entry.elements.next(place);
        }
        return place >= 0;
    }

    /** Before anything is logged: then nothing that follows runs out of memory. */
    private void require(Slice key, int count, long bytes) {
        long record = Records.mostBytes(key.length(), Entry.LONGEST_PACKED);
        db.engine.memory().require(2 * record + ElementChunks.mostBytes(count, bytes));
    }

    /** The list to be changed, made now if need be. */
    private ListEntry opened(@Nullable ListEntry old, Slice key) {
        if (old != null) {
            db.willChange(old);
            return old;
        }
        ListEntry fresh = new ListEntry(key.toBytes(), db.hash(key), new ElementChunks(db.engine.blocks().elements));
        db.insert(fresh);
        return fresh;
    }

    private void grown(ListEntry entry, Slice key, long memoryBefore) {
        db.resized(entry.memoryBytes() - memoryBefore);
        db.changed(key);
    }

    private void shrunk(ListEntry entry, Slice key, long memoryBefore) {
        entry.hasShrunk(db.engine.settings().listLimits());
        db.resized(entry.memoryBytes() - memoryBefore);
        if (entry.elements.size() == 0) {
            db.remove(entry);
        }
        db.changed(key);
    }

    private static @Nullable ListEntry entry(@Nullable Entry entry) {
        if (entry == null || entry instanceof ListEntry) {
            return (ListEntry) entry;
        }
        throw WrongTypeException.INSTANCE;
    }

    @Override
    Entry unpack(byte[] key, long hash, int shape, Slice packed) {
        return new ListEntry(
                key, hash, shape, new ElementChunks(db.engine.blocks().elements, PackedElements.of(packed)));
    }

    @Override
    void apply(int op, EffectReader in) {
        Slice key = in.key();
        ListEntry old = entry(db.live(key));
        switch (op) {
            case Effects.LIST_MOVE -> {
                int ends = (int) in.number(0, FROM_HEAD | TO_HEAD);
                expect(old != null, op);
                move(key, (ends & FROM_HEAD) != 0, in.second(), (ends & TO_HEAD) != 0);
            }
            case Effects.LIST_PUSH_HEAD, Effects.LIST_PUSH_TAIL -> applyPush(op, old, key, in);
            case Effects.LIST_POP_HEAD, Effects.LIST_POP_TAIL ->
                pop(key, op == Effects.LIST_POP_HEAD, in.number(1, old == null ? 0 : old.elements.size()));
            case Effects.LIST_SET -> {
                long index = in.number();
                expect(set(key, index, in.second()), op);
            }
            case Effects.LIST_INSERT -> {
                long index = in.number();
                expect(insert(key, index, in.second()) >= 0, op);
            }
            case Effects.LIST_REMOVE -> {
                long count = in.signed();
                expect(remove(key, count, in.second()) > 0, op);
            }
            default -> throw unknown(op);
        }
    }

    private void applyPush(int op, @Nullable ListEntry old, Slice key, EffectReader in) {
        int count = in.count();
        ListEntry entry = opened(old, key);
        long before = entry.memoryBytes();
        ListLimits limits = db.engine.settings().listLimits();
        for (int i = 0; i < count; i++) {
            Slice element = in.second();
            entry.willGrow(1, element.length(), limits);
            add(entry, op == Effects.LIST_PUSH_HEAD, element);
        }
        grown(entry, key, before);
    }
}
