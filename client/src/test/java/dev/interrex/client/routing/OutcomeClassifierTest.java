package dev.interrex.client.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.client.api.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeClassifierTest {
    private static final Reply OK = new Reply.Text("OK".getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "READONLY You can't write against a read only replica.",
                "LOADING the node is loading its data",
                "MASTERDOWN no primary",
                "NOREPLICAS Not enough good replicas to write.",
                "TRYAGAIN",
                "CLUSTERDOWN the group has no primary",
                "REDIRECT 127.0.0.1:7402",
                "ERR max number of clients reached"
            })
    void errorsThatMeanNotExecuted(String error) {
        assertThat(OutcomeClassifier.ofError(error)).isEqualTo(new Outcome.NotExecuted(error));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INDETERMINATE the node was deposed", "UNKILLABLE the script wrote"})
    void errorsThatMeanUnknown(String error) {
        assertThat(OutcomeClassifier.ofError(error)).isEqualTo(new Outcome.Indeterminate(error));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRONGTYPE Operation against a key", "ERR unknown command 'FOO'", "READONLYISH", "OOM"})
    void otherErrorsMeanRejected(String error) {
        assertThat(OutcomeClassifier.ofError(error)).isEqualTo(new Outcome.Rejected(error));
    }

    @Test
    void brokenAttemptIsUnknownOnlyIfBytesMayHaveLeft() {
        assertThat(OutcomeClassifier.ofBrokenAttempt(true, "reset")).isEqualTo(new Outcome.Indeterminate("reset"));
        assertThat(OutcomeClassifier.ofBrokenAttempt(false, "refused")).isEqualTo(new Outcome.NotExecuted("refused"));
    }

    @Test
    void committedTransactionGivesTheRepliesOfItsCommandsEvenIfOneFailed() {
        Reply failed = error("WRONGTYPE");
        assertThat(OutcomeClassifier.ofTransaction(
                        List.of(OK, Reply.NIL, Reply.NIL, new Reply.Many(List.of(OK, failed)))))
                .isEqualTo(new Outcome.Executed(List.of(OK, failed)));
    }

    @Test
    void transactionIsNotExecutedIfACommandMetAReadOnlyNode() {
        assertThat(OutcomeClassifier.ofTransaction(List.of(OK, error("READONLY no"), error("EXECABORT"))))
                .isEqualTo(new Outcome.NotExecuted("READONLY no"));
    }

    @Test
    void transactionIsRejectedForTheReasonOfTheCommandThatCouldNotBeQueued() {
        assertThat(OutcomeClassifier.ofTransaction(
                        List.of(OK, error("ERR wrong number of arguments"), error("EXECABORT"))))
                .isEqualTo(new Outcome.Rejected("ERR wrong number of arguments"));
    }

    @Test
    void transactionWhoseExecWasRefusedIsJudgedByTheReason() {
        String exec = "EXECABORT Transaction discarded because of: ";
        assertThat(OutcomeClassifier.ofTransaction(List.of(OK, OK, error(exec + "REDIRECT n2:1"))))
                .isEqualTo(new Outcome.NotExecuted("REDIRECT n2:1"));
        assertThat(OutcomeClassifier.ofTransaction(List.of(OK, OK, error(exec + "OOM"))))
                .isEqualTo(new Outcome.Rejected("OOM"));
    }

    @Test
    void transactionOfUnknownFateIsIndeterminate() {
        assertThat(OutcomeClassifier.ofTransaction(List.of(OK, Reply.NIL, error("INDETERMINATE deposed"))))
                .isEqualTo(new Outcome.Indeterminate("INDETERMINATE deposed"));
    }

    @Test
    void commandsAfterARefusedMultiStandAlone() {
        assertThat(OutcomeClassifier.ofTransaction(List.of(error("LOADING"), error("LOADING"), error("ERR EXEC"))))
                .isEqualTo(new Outcome.NotExecuted("LOADING"));
        assertThat(OutcomeClassifier.ofTransaction(List.of(error("NOPERM multi"), OK, error("ERR EXEC"))))
                .isInstanceOf(Outcome.Indeterminate.class);
    }

    private static Reply error(String text) {
        return new Reply.Failure(text);
    }
}
