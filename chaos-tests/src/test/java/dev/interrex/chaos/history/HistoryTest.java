package dev.interrex.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final AtomicLong nowNs = new AtomicLong(100);
    private final History history = new History(3, nowNs::incrementAndGet);

    @Test
    void operationWithoutAnAnswerIsUnknown() throws Exception {
        history.invoke(1, Function.WRITE, "k", "v");
        Operation operation = history.operations().getFirst();
        assertThat(operation.outcome()).isEqualTo(Outcome.INFO);
        assertThat(operation.completedNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void operationsAreInTheOrderOfTheirInvocations() throws Exception {
        History.Pending first = history.invoke(1, Function.WRITE, "k", "v");
        History.Pending second = history.invoke(2, Function.READ, "k", "");
        second.ok(new Answer.Value("v"));
        first.fail("READONLY");
        assertThat(history.operations()).extracting(Operation::outcome).containsExactly(Outcome.FAIL, Outcome.OK);
        assertThat(history.operations()).extracting(Operation::invokedNs).containsExactly(101L, 102L);
        assertThat(history.operations()).extracting(Operation::completedNs).containsExactly(104L, 103L);
    }

    @Test
    void fullHistoryRefusesBeforeAnythingIsSent() throws Exception {
        for (int i = 0; i < 3; i++) {
            history.invoke(1, Function.READ, "k", "");
        }
        assertThatThrownBy(() -> history.invoke(1, Function.READ, "k", "")).isInstanceOf(HistoryFullException.class);
        assertThat(history.operations()).hasSize(3);
    }

    @Test
    void operationEndsOnce() throws Exception {
        History.Pending pending = history.invoke(1, Function.READ, "k", "");
        pending.info("timed out");
        assertThatThrownBy(() -> pending.ok(Answer.NONE)).isInstanceOf(IllegalStateException.class);
    }
}
