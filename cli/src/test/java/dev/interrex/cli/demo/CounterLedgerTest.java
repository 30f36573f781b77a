package dev.interrex.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CounterLedgerTest {
    private final CounterLedger ledger = new CounterLedger();

    @Test
    void acknowledgedIncrementsThatRiseByOneAreClean() {
        ledger.acked(1);
        ledger.acked(2);
        ledger.readBack(2);
        assertFound(0, 0, 0);
        assertThat(ledger.ackedCount()).isEqualTo(2);
    }

    @Test
    void incrementOfUnknownFateMayShowUpOrNot() {
        ledger.acked(1);
        ledger.unknown();
        ledger.unknown();
        ledger.acked(3);
        ledger.readBack(3);
        assertFound(0, 0, 1);
    }

    @Test
    void incrementOfUnknownFateMayShowUpLate() {
        ledger.unknown();
        ledger.acked(1);
        ledger.acked(3);
        ledger.readBack(3);
        assertFound(0, 0, 1);
    }

    @Test
    void acknowledgedIncrementThatIsMissingIsLost() {
        ledger.acked(1);
        ledger.acked(2);
        ledger.readBack(1);
        assertFound(1, 0, 0);
    }

    @Test
    void lostIncrementIsNotHiddenByAnUnknownOneThatWasApplied() {
        ledger.acked(1);
        ledger.acked(2);
        // The failover took the second one back; the next reply shows it.
        ledger.acked(2);
        ledger.unknown();
        ledger.readBack(3);
        assertFound(1, 0, 1);
    }

    @Test
    void surplusThatNoUnknownIncrementExplainsWasAppliedTwice() {
        ledger.acked(1);
        ledger.acked(3);
        ledger.readBack(3);
        assertFound(0, 1, 0);
    }

    private void assertFound(long lost, long twice, long unknownApplied) {
        assertThat(ledger.lost()).as("lost").isEqualTo(lost);
        assertThat(ledger.twice()).as("twice").isEqualTo(twice);
        assertThat(ledger.unknownApplied()).as("unknown and applied").isEqualTo(unknownApplied);
    }
}
