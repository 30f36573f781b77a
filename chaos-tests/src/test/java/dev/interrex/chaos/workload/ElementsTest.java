package dev.interrex.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ElementsTest {
    @Test
    void elementsHaveOneWidth() {
        assertThat(Elements.element(0, 0)).isEqualTo("00000000000;").hasSize(Elements.WIDTH);
        assertThat(Elements.element(999, 99_999_999)).isEqualTo("99999999999;");
        assertThatThrownBy(() -> Elements.element(1_000, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void splitIsTheOppositeOfAppending() {
        String value = Elements.element(1, 2) + Elements.element(3, 4);
        assertThat(Elements.split(value)).containsExactly(Elements.element(1, 2), Elements.element(3, 4));
        assertThat(Elements.count(value.length())).isEqualTo(2);
        assertThat(Elements.split(null)).isEmpty();
    }

    @Test
    void tornElementIsNoElement() {
        assertThat(Elements.split(Elements.element(1, 2) + "00")).containsExactly(Elements.element(1, 2), "00");
        assertThat(Elements.count(Elements.WIDTH + 2)).isEqualTo(-1);
    }
}
