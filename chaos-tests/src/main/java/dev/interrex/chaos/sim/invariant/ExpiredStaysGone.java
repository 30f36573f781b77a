package dev.interrex.chaos.sim.invariant;

import org.jspecify.annotations.Nullable;

/**
 * 13, the part about keys: a key is gone only by a record, made after its time was over in log time; once it is, or was shown to be gone,
 * nobody sees that value again; and all nodes have it or not alike.
 */
public final class ExpiredStaysGone extends Invariant {
    /** What a node's memory holds of one key. */
    public interface Contents {
        /** 0 if it is not there. */
        long value(int key);

        long expireAtMs(int key);
    }

    private final CommittedLog committed;
    /** Of every key the newest committed record. */
    private final @Nullable Entry[] newest;

    private final int[] goneUpTo;
    /** Committed records that were looked at. */
    private int seen;

    /** @param keys how many there are, those that do not expire included */
    public ExpiredStaysGone(CommittedLog committed, int keys) {
        super(13);
        this.committed = committed;
        newest = new Entry[keys];
        goneUpTo = new int[keys];
        beginsAnew();
    }

    /** A new history began: what was seen in the one before is forgotten. */
    public void beginsAnew() {
        java.util.Arrays.fill(newest, null);
        java.util.Arrays.fill(goneUpTo, -1);
        seen = 0;
    }

    /** More is committed. */
    public void committed() {
        while (seen < committed.size()) {
            Entry entry = committed.at(seen++);
            if (entry != null && entry.expiry != null) {
                look(entry, entry.expiry);
            }
        }
    }

    private void look(Entry entry, ExpiryEffect effect) {
        Entry before = newest[entry.key];
        ExpiryEffect was = before == null ? null : before.expiry;
        newest[entry.key] = entry;
        if (before == null || was == null || was.over()) {
            if (effect.over()) {
                throw broken(entry + " deletes key " + entry.key + " as expired, which is not there");
            }
            return;
        }
        boolean over = was.expireAtMs() >= 0 && entry.logTimeMs > was.expireAtMs();
        if (effect.over() && !over) {
            throw broken(entry + " at " + entry.logTimeMs + " deletes key " + entry.key
                    + " as expired, which may live until " + was.expireAtMs());
        }
        if (!effect.over() && over && before.value == entry.value) {
            throw broken(entry + " at " + entry.logTimeMs + " changes the expiry of key " + entry.key
                    + ", whose time was over at " + was.expireAtMs());
        }
    }

    /** A primary that looks for the key finds it there. */
    public void found(NodeView node, int key, long expireAtMs, @Nullable Entry last) {
        if (expireAtMs >= 0 && last != null && last.logTimeMs > expireAtMs) {
            throw broken(node.member() + " sees key " + key + ", whose time was over at " + expireAtMs
                    + ", though its log goes to " + last.logTimeMs);
        }
    }

    /** A read that begins now must not see records of the key up to this one as its value: index, or -1. */
    public int begins(int key) {
        return goneUpTo[key];
    }

    /**
     * @param value what the client was told; 0 = there is no such key
     * @param writer the newest record of the key that was seen; null if none
     * @param gone up to there, see {@link #begins}
     */
    public void answered(NodeView node, int key, long value, @Nullable Entry writer, int gone) {
        ExpiryEffect effect = writer == null ? null : writer.expiry;
        if (value == 0) {
            if (writer != null && effect != null && !effect.over()) {
                throw broken(node.member() + " says that key " + key + " is gone, but its newest record is " + writer);
            }
            goneUpTo[key] = Math.max(goneUpTo[key], writer == null ? -1 : writer.index);
        } else if (writer != null && writer.index <= gone) {
            throw broken(node.member() + " shows " + writer + " of key " + key + ", which was seen expired by "
                    + committed.at(gone));
        }
    }

    /** @param digest of the node's keys that may expire, after it applied {@code entry} */
    public void applied(NodeView node, Entry entry, ExpiryEffect effect, long digest) {
        if (effect.digest() != digest) {
            throw broken("expiring keys of " + node.member() + " differ from those of the primary at " + entry);
        }
    }

    /** All is over, and the node has applied everything that is committed. */
    public void ends(NodeView node, Contents contents) {
        committed();
        for (int key = 0; key < newest.length; key++) {
            Entry entry = newest[key];
            ExpiryEffect effect = entry == null ? null : entry.expiry;
            if (entry != null
                    && effect != null
                    && (contents.value(key) != entry.value || contents.expireAtMs(key) != effect.expireAtMs())) {
                throw broken(node.member() + " ends with " + contents.value(key) + " in key " + key + " until "
                        + contents.expireAtMs(key) + ", but " + entry + " says " + entry.value + " until "
                        + effect.expireAtMs());
            }
        }
    }
}
