package dev.interrex.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentinelMainTest {
    @Test
    void helpIsNoMistake() throws Exception {
        assertThat(SentinelMain.run(new String[] {"--help"})).isZero();
        assertThat(SentinelMain.run(new String[] {"-h"})).isZero();
    }

    @Test
    void startWithoutAFileIsAMistake() throws Exception {
        assertThat(SentinelMain.run(new String[0])).isEqualTo(StartException.EXIT_CONFIGURATION);
        assertThat(SentinelMain.run(new String[] {"--port", "0"})).isEqualTo(StartException.EXIT_CONFIGURATION);
        assertThat(SentinelMain.run(new String[] {"nowhere.conf"})).isEqualTo(StartException.EXIT_CONFIGURATION);
    }
}
