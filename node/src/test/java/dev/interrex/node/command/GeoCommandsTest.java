package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeoCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @Test
    void numbersAreRoundedAsByPrintf() {
        String refused = "-ERR invalid longitude,latitude pair ";
        // The double that is meant by 8754360.4300825 is a little less.
        assertThat(node.run("GEOADD g 2843.50 8754360.4300825 m")).isEqualTo(refused + "2843.500000,8754360.430082");
        assertThat(node.run("GEOADD g 500.0000005 -0.0 m")).isEqualTo(refused + "500.000000,-0.000000");
        assertThat(node.run("GEOADD g 181 0.0000005 m")).isEqualTo(refused + "181.000000,0.000000");
    }

    @Test
    void distancesHaveFourDigits() {
        node.run("GEOADD Sicily 13.361389 38.115556 Palermo 15.087269 37.502669 Catania");
        assertThat(node.run("GEODIST Sicily Palermo Catania")).isEqualTo("\"166274.1516\"");
        assertThat(node.run("GEODIST Sicily Palermo Catania km")).isEqualTo("\"166.2742\"");
        assertThat(node.run("GEODIST Sicily Palermo Palermo")).isEqualTo("\"0.0000\"");
    }
}
