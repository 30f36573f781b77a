package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which keys of one database are being watched, and by whom. Costs one comparison per change while nobody watches. */
final class WatchedKeys {
    private final Map<Key, List<Watcher>> watchers = new HashMap<>();
    private final Key probe = new Key();

    /** The bytes of a key as a key of a map; the probe is the only mutable one. */
    private static final class Key {
        byte[] array = {};
        int offset;
        int length;
        int hash;

        Key of(byte[] array, int offset, int length, long hash) {
            this.array = array;
            this.offset = offset;
            this.length = length;
            this.hash = (int) (hash >>> 32);
            return this;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && Arrays.equals(array, offset, offset + length, key.array, key.offset, key.offset + key.length);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    void add(Slice key, long hash, Watcher watcher) {
        List<Watcher> list = watchers.computeIfAbsent(
                new Key().of(key.toBytes(), 0, key.length(), hash), unused -> new ArrayList<>(1));
        if (!list.contains(watcher)) {
            list.add(watcher);
        }
    }

    void remove(Slice key, long hash, Watcher watcher) {
        Key probed = probe.of(key.array(), key.offset(), key.length(), hash);
        List<Watcher> list = watchers.get(probed);
        if (list != null && list.remove(watcher) && list.isEmpty()) {
            watchers.remove(probed);
        }
    }

    void touch(Slice key, long hash) {
        List<Watcher> list = watchers.get(probe.of(key.array(), key.offset(), key.length(), hash));
        if (list != null) {
            list.forEach(Watcher::watchedKeyTouched);
        }
    }

    /** Touches every watched key that is in one of the tables. */
    void touchAllIn(SipHash function, Table... tables) {
        Slice key = new Slice();
        watchers.forEach((watched, list) -> {
            key.set(watched.array, watched.offset, watched.length);
            for (Table table : tables) {
                if (table.find(key.hash(function), key) != 0) {
                    list.forEach(Watcher::watchedKeyTouched);
                    break;
                }
            }
        });
    }
}
