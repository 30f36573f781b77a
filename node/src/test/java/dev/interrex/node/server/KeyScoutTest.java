package dev.interrex.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.engine.Lookahead;
import dev.interrex.node.engine.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyScoutTest {
    private static final String GET = "*2\r\n$3\r\nGET\r\n$6\r\nkey:12\r\n";
    private static final String SET = "*3\r\n$3\r\nSET\r\n$6\r\nkey:13\r\n$11\r\nhello world\r\n";
    private static final String ADD = "*3\r\n$4\r\nSADD\r\n$3\r\nset\r\n$8\r\nmember:1\r\n";
    private final Engine engine = new Engine(EngineSettings.defaults(), 1);
    private final KeyScout scout = new KeyScout(engine);

    @BeforeEach
    void fill() {
        for (int i = 0; i < 20_000; i++) {
            engine.database(0).strings().put(Slice.of("key:" + i), Slice.of("v"), Database.NO_EXPIRY);
        }
    }

    private int look(String text) {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        int seen = scout.look(in, 0);
        assertThat(in.readerIndex()).isZero();
        return seen;
    }

    @Test
    void seesAsManyCommandsAsItHasRoomFor() {
        assertThat(look(GET + SET + GET)).isEqualTo(2 * GET.length() + SET.length());
        assertThat(look(GET.repeat(100))).isEqualTo(Lookahead.MOST_KEYS * GET.length());
    }

    @Test
    void looksNoFurtherWhereItUnderstandsNothing() {
        String half = GET + SET.substring(0, SET.length() - 3);
        assertThat(look(half)).isEqualTo(half.length());
        for (String odd :
                new String[] {"PING\r\n", "*1\r\n$4\r\nPING\r\n", "*2\r\n$3\r\nGET\r\n$99999999\r\n", "*-1\r\n"}) {
            assertThat(look(GET + odd + GET)).isLessThanOrEqualTo(2 * GET.length() + odd.length());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void survivesWhateverIsSent(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(GET.repeat(random.nextInt(4)) + SET.repeat(random.nextInt(4))
                    + ADD.repeat(random.nextInt(4)) + "x");
            for (int k = random.nextInt(6); k > 0; k--) {
                text.setCharAt(random.nextInt(text.length()), "*$\r\n0123456789-a\u00ff".charAt(random.nextInt(17)));
            }
            text.setLength(random.nextInt(text.length() + 1));
            assertThat(look(text.toString())).isBetween(0, text.length());
        }
    }

    @Test
    void commandsWithMembersAreSeenAsFarAsOthers() {
        String put = "*4\r\n$4\r\nhset\r\n$4\r\nhash\r\n$7\r\nfield:1\r\n$1\r\nv\r\n";
        assertThat(look(ADD + put + GET)).isEqualTo(ADD.length() + put.length() + GET.length());
        for (int length = 0; length < put.length(); length++) {
            String half = ADD + put.substring(0, length);
            assertThat(look(half)).isEqualTo(half.length());
        }
    }

    @Test
    void leavesSmallDatabasesAlone() {
        ByteBuf in = Unpooled.copiedBuffer(GET, StandardCharsets.US_ASCII);
        assertThat(scout.look(in, 1)).isEqualTo(GET.length());
    }
}
