package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final Database db = engine.database(0);
    private final EffectBuffer log = new EffectBuffer();
    private int touched;
    private final Watcher watcher = () -> touched++;

    @BeforeEach
    void becomePrimary() {
        engine.attach(log);
        engine.now(1_000);
    }

    @Test
    void watcherHearsOfEveryKindOfChange() {
        Slice key = Slice.of("k");
        db.watch(key, watcher);
        List<Runnable> changes = List.of(
                () -> db.strings().put(key, Slice.of("v")),
                () -> db.strings().append(key, Slice.of("w")),
                () -> db.expireAt(key, 5_000),
                () -> db.persist(key),
                () -> db.rename(key, Slice.of("l")),
                () -> db.rename(Slice.of("l"), key),
                () -> db.copy(key, db, Slice.of("l")),
                () -> db.copy(Slice.of("l"), db, key),
                () -> db.delete(key),
                () -> db.hashes().put(key, Slice.of("f"), Slice.of("v")),
                () -> db.move(key, engine.database(1)),
                () -> engine.swap(0, 1),
                () -> db.clear());
        for (int i = 0; i < changes.size(); i++) {
            int before = touched;
            changes.get(i).run();
            boolean isOfOtherKey = i == 6;
            assertThat(touched).as("change " + i).isEqualTo(before + (isOfOtherKey ? 0 : 1));
        }
        db.unwatch(key, watcher);
        int before = touched;
        db.strings().put(key, Slice.of("v"));
        assertThat(touched).isEqualTo(before);
        assertThat(db.watched.isEmpty()).isTrue();
    }

    @Test
    void watchedKeyWhoseTimeIsOverCountsAsTouchedOnceItIsLookedAt() {
        Slice key = Slice.of("k");
        db.strings().put(key, Slice.of("v"), 2_000);
        db.watch(key, watcher);
        engine.now(2_001);
        assertThat(db.exists(key)).isFalse();
        assertThat(touched).isEqualTo(1);
        db.watch(key, watcher);
        assertThat(db.exists(key)).isFalse();
        assertThat(touched).isEqualTo(1);
    }

    @Test
    void cycleDeletesExactlyWhatIsOverOldestFirst() {
        Random random = new Random(1);
        TreeMap<Long, Integer> byTime = new TreeMap<>();
        for (int i = 0; i < 5_000; i++) {
            long atMs = 2_000 + random.nextInt(10_000);
            db.strings().put(Slice.of("k" + i), Slice.of("v"), atMs);
            byTime.merge(atMs, 1, Integer::sum);
        }
        db.strings().put(Slice.of("stays"), Slice.of("v"));
        assertThat(engine.expireCycle(1_999, 100)).isZero();
        assertThat(engine.expireCycle(7_000, 100)).isEqualTo(100);
        assertThat(engine.expireCycle(7_000, 10_000))
                .isEqualTo(byTime.headMap(7_000L).values().stream()
                                .mapToInt(n -> n)
                                .sum()
                        - 100);
        assertThat(db.expiringKeys()).isEqualTo(db.size() - 1);
        assertThat(db.averageTtlMs()).isBetween(2_000L, 3_000L);
        assertThat(engine.expireCycle(20_000, 10_000)).isPositive();
        assertThat(db.size()).isEqualTo(1);
        assertThat(engine.expiredKeys()).isEqualTo(5_000);
    }

    @Test
    void expiryFollowsEveryChangeOfMind() {
        Random random = new Random(2);
        TreeMap<String, Long> model = new TreeMap<>();
        for (int i = 0; i < 50_000; i++) {
            String name = "k" + random.nextInt(500);
            Slice key = Slice.of(name);
            long atMs = 2_000 + random.nextInt(100_000);
            switch (random.nextInt(4)) {
                case 0 -> {
                    db.strings().put(key, Slice.of("v"), atMs);
                    model.put(name, atMs);
                }
                case 1 -> {
                    if (db.expireAt(key, atMs)) {
                        model.put(name, atMs);
                    }
                }
                case 2 -> {
                    db.persist(key);
                    model.remove(name);
                }
                default -> {
                    db.delete(key);
                    model.remove(name);
                }
            }
        }
        assertThat(db.expiringKeys()).isEqualTo(model.size());
        long nowMs = 2_000;
        while (!model.isEmpty()) {
            long deadlineMs = nowMs;
            model.values().removeIf(atMs -> atMs < deadlineMs);
            engine.expireCycle(nowMs, Integer.MAX_VALUE);
            assertThat(db.expiringKeys()).isEqualTo(model.size());
            nowMs += 5_000;
        }
    }

    @Test
    void listenerHearsOfExpiredKeys() {
        List<String> heard = new ArrayList<>();
        engine.listener((database, kind, event, key) -> heard.add(database + " " + kind + " " + event + " " + key));
        engine.database(3).strings().put(Slice.of("k"), Slice.of("v"), 2_000);
        engine.expireCycle(3_000, 10);
        assertThat(heard).containsExactly("3 x expired k");
    }

    @Test
    void memoryIsAccountedForAndGivenBack() {
        RandomMutations mutations = new RandomMutations(5, 300);
        for (int i = 0; i < 20_000; i++) {
            mutations.step(engine);
        }
        assertThat(engine.usedMemoryBytes()).isPositive();
        long counted = 0;
        for (int i = 0; i < 3; i++) {
            Database each = engine.database(i);
            long[] sum = new long[1];
            long position = 0;
            do {
                position = each.keys.table.visit(position, ref -> sum[0] += bytesOf(each, ref));
            } while (position != 0);
            sum[0] += each.keys.table.overheadBytes();
            assertThat(each.memoryBytes()).isEqualTo(sum[0]);
            counted += sum[0];
        }
        assertThat(engine.usedMemoryBytes()).isEqualTo(counted);
        engine.clear();
        assertThat(engine.usedMemoryBytes()).isLessThan(counted);
        while (engine.release(100)) {
            assertThat(engine.usedMemoryBytes()).isNotNegative();
        }
        assertThat(engine.usedMemoryBytes()).isZero();
    }

    @Test
    void smallCollectionsAreRecordsAndLargeOnesObjects() {
        Database db = engine.database(0);
        Slice key = Slice.of("h");
        db.hashes().put(key, Slice.of("f"), Slice.of("v"));
        db.expireAt(key, 5_000);
        assertThat(db.keys.objectBytes()).isZero();
        assertThat(db.keys.table.records.expireAtMs(db.liveRef(key))).isEqualTo(5_000);
        db.hashes().put(key, Slice.of("g"), Slice.of("w"));
        assertThat(db.keys.objectBytes()).isZero();
        assertThat(db.hashes().get(key, Slice.of("f"))).hasToString("v");
        db.hashes().put(key, Slice.of("large"), Slice.of("x".repeat(3_000)));
        assertThat(db.keys.objectBytes()).isGreaterThan(3_000);
        assertThat(db.expireAtMs(key)).isEqualTo(5_000);
        assertThat(db.hashes().size(key)).isEqualTo(3);
        assertThat(engine.expireCycle(6_000, 10)).isEqualTo(1);
        assertThat(engine.usedMemoryBytes()).isZero();
    }

    @Test
    void compactionUndoesTheFragmentationOfOverwriting() {
        Random random = new Random(1);
        Strings strings = engine.database(1).strings();
        for (int i = 0; i < 1_000_000; i++) {
            Slice key = Slice.of("key" + random.nextInt(200_000));
            int length = i < 400_000 ? 40 : 10 + random.nextInt(80);
            strings.put(key, Slice.of("v".repeat(length)), random.nextInt(3) == 0 ? 1_000_000 : Database.NO_EXPIRY);
        }
        double before = engine.memoryUse().fragmentation();
        long used = engine.usedMemoryBytes();
        long digest = engine.digest();
        for (int i = 0; i < 2_000; i++) {
            engine.compaction().step(1000);
        }
        assertThat(before).isGreaterThan(1.2);
        assertThat(engine.memoryUse().fragmentation()).isLessThan(1.13);
        assertThat(engine.usedMemoryBytes()).isEqualTo(used);
        assertThat(engine.digest()).isEqualTo(digest);
        assertThat(engine.expireCycle(2_000_000, Integer.MAX_VALUE)).isPositive();
        assertThat(engine.database(1).expiringKeys()).isZero();
    }

    private static long bytesOf(Database db, long ref) {
        return Table.isObject(ref) ? db.keys.table.object(ref).memoryBytes() : db.keys.table.records.memoryBytes(ref);
    }

    @Test
    void numbersAreCanonicalDecimals() {
        for (String number : new String[] {"0", "-1", "9223372036854775807", "-9223372036854775808", "10"}) {
            assertThat(Digits.isLong(Slice.of(number))).as(number).isTrue();
            assertThat(Digits.parse(Slice.of(number))).isEqualTo(Long.parseLong(number));
            assertThat(Digits.render(Long.parseLong(number), new Slice())).hasToString(number);
        }
        for (String text : new String[] {
            "",
            "-",
            "-0",
            "00",
            "01",
            "+1",
            " 1",
            "1 ",
            "1.0",
            "9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999"
        }) {
            assertThat(Digits.isLong(Slice.of(text))).as(text).isFalse();
        }
    }

    @Test
    void hashFunctionIsSipHash() {
        // The 1-3 variant's values for the key 00..0f, as other implementations compute them.
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        byte[] input = new byte[64];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) i;
        }
        assertThat(hash.hash(input, 0, 0)).isEqualTo(0xabac0158050fc4dcL);
        assertThat(hash.hash(input, 0, 1)).isEqualTo(0xc9f49bf37d57ca93L);
        assertThat(hash.hash(input, 0, 8)).isNotEqualTo(hash.hash(input, 1, 8));
    }
}
