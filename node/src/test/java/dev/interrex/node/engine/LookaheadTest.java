package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookaheadTest {
    private static final int KEYS = 40_000;
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final Database db = engine.database(0);
    private final Lookahead lookahead = engine.lookahead();

    @Test
    void paysOnceTheTableIsLargerThanTheCaches() {
        assertThat(lookahead.pays(db)).isFalse();
        fill();
        assertThat(lookahead.pays(db)).isTrue();
    }

    @Test
    void loadsEveryRecordAndChangesNothing() {
        fill();
        engine.database(0).delete(Slice.of("key:7"));
        db.lists().push(Slice.of("list"), false, Slice.of("element"));
        long before = engine.digest();
        long misses = engine.misses();
        int loads = 0;
        for (int i = -20; i < KEYS; ) {
            boolean more = true;
            while (more && i < KEYS) {
                byte[] key = (i == 0 ? "list" : "key:" + i).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(key, 0, lookahead.room(key.length), 0, key.length);
                more = lookahead.add();
                i++;
            }
            long loaded = lookahead.loaded();
            lookahead.load(db);
            loads += lookahead.loaded() == loaded ? 0 : 1;
        }
        assertThat(loads).isEqualTo((KEYS + 20 + Lookahead.MOST_KEYS - 1) / Lookahead.MOST_KEYS);
        assertThat(engine.digest()).isEqualTo(before);
        assertThat(engine.misses()).isEqualTo(misses);
    }

    @Test
    void loadsMembersOfLargeSetsAndFieldsOfLargeHashes() {
        fill();
        for (int i = 0; i < 5000; i++) {
            db.sets().add(Slice.of("set"), Slices.of(List.of(Slice.of("member:" + i))));
            db.hashes().put(Slice.of("hash"), Slice.of("field:" + i), Slice.of("v"));
        }
        db.sets().add(Slice.of("small"), Slices.of(List.of(Slice.of("a"))));
        db.lists().push(Slice.of("list"), false, Slice.of("element"));
        long before = engine.digest();
        int loads = 0;
        for (int i = 0; i < 5000; i++) {
            loads += loads("set", "member:" + i) + loads("hash", "field:" + i);
        }
        assertThat(loads).as("nearly all slots are hit at once").isGreaterThan(5000);
        for (String other : List.of("small", "list", "none")) {
            lookFor(other, "member:1");
            assertThat(lookahead.membersLoaded()).isZero();
        }
        lookFor("set", "");
        assertThat(lookahead.membersLoaded()).isZero();
        assertThat(engine.digest()).isEqualTo(before);
    }

    private int loads(String key, String member) {
        lookFor(key, member);
        return lookahead.membersLoaded();
    }

    private void lookFor(String key, String member) {
        System.arraycopy(bytes(member), 0, lookahead.memberRoom(member.length()), 0, member.length());
        System.arraycopy(bytes(key), 0, lookahead.room(key.length()), 0, key.length());
        lookahead.add();
        lookahead.load(db);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void fill() {
        for (int i = 0; i < KEYS; i++) {
            db.strings().put(Slice.of("key:" + i), Slice.of("value"), Database.NO_EXPIRY);
        }
    }
}
