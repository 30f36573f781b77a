package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandFlag;
import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.resp.RespReply;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private long wallMs = 1_700_000_000_000L;
    private long nanos = 5;

    private final FakeNode node =
            new FakeNode(NodeConfig.defaults(), table(), UnpooledByteBufAllocator.DEFAULT, () -> wallMs, () -> nanos);
    private final FakeClient client = new FakeClient(node.dispatcher);

    /** The standard commands and two that fail, before and after a change. */
    private static CommandTable table() {
        List<CommandSpec> specs = new ArrayList<>(CommandTable.standard().all());
        specs.add(CommandSpec.command("FAILEARLY")
                .arity(1)
                .flags(CommandFlag.WRITE)
                .handler(call -> {
                    call.reply().array(3);
                    throw new IllegalStateException("planted");
                }));
        specs.add(CommandSpec.command("FAILLATE")
                .arity(2)
                .flags(CommandFlag.WRITE)
                .handler(call -> {
                    call.db().strings().put(call.key(1), call.key(1));
                    throw new IllegalStateException("planted");
                }));
        return new CommandTable(specs);
    }

    private void passMs(long ms) {
        nanos += ms * 1_000_000;
        wallMs += ms;
        node.dispatcher.tick();
    }

    // ---- replies and commits

    @Test
    void heldReplyLeavesOnlyAfterCommit() {
        node.commitsByHand();
        client.send("SET", "k", "v");
        assertThat(client.texts()).isEmpty();
        node.dispatcher.onCommitted(node.log.endLsn() - 1);
        assertThat(client.texts()).isEmpty();
        node.commitAll();
        assertThat(client.texts()).containsExactly("OK");
    }

    @Test
    void aCommitReleasesNoLaterRecord() {
        node.commitsByHand();
        client.send("SET", "k", "1").send("SET", "k", "2").send("SET", "k", "3");
        node.dispatcher.onCommitted(node.log.recordEnds.get(1));
        assertThat(client.texts()).hasSize(2);
        node.dispatcher.onCommitted(node.log.recordEnds.get(2));
        assertThat(client.texts()).hasSize(1);
    }

    @Test
    void repliesKeepConnectionOrder() {
        node.commitsByHand();
        client.send("SET", "k", "v")
                .send("PING")
                .send("NOSUCH")
                .send("GET", "k")
                .send("ECHO", "last");
        assertThat(client.texts())
                .as("even what depends on nothing waits behind the write")
                .isEmpty();
        node.commitAll();
        List<String> texts = client.texts();
        assertThat(texts.get(0)).isEqualTo("OK");
        assertThat(texts.get(1)).isEqualTo("PONG");
        assertThat(texts.get(2)).startsWith("ERR unknown command");
        assertThat(texts.subList(3, 5)).containsExactly("v", "last");
    }

    @Test
    void aReadWaitsForWhatItSaw() {
        node.commitsByHand();
        client.send("SET", "k", "v");
        FakeClient reader = new FakeClient(node.dispatcher);
        reader.send("GET", "k");
        assertThat(reader.texts()).isEmpty();
        node.commitAll();
        assertThat(reader.texts()).containsExactly("v");
    }

    @Test
    void aReadOfKeysWithoutUncommittedWritesNeverWaits() {
        client.send("MSET", "a", "1", "b", "2");
        node.commitsByHand();
        client.send("SET", "a", "3");
        FakeClient reader = new FakeClient(node.dispatcher);
        reader.send("GET", "b")
                .send("GET", "no such key")
                .send("MGET", "b", "a")
                .send("GET", "b");
        assertThat(reader.replies()).hasSize(2);
        FakeClient counter = new FakeClient(node.dispatcher);
        counter.send("DBSIZE");
        assertThat(counter.replies()).as("depends on every key").isEmpty();
        FakeClient other = new FakeClient(node.dispatcher);
        other.send("SET", "b", "4").send("GET", "b");
        assertThat(other.replies()).isEmpty();
        node.commitAll();
        assertThat(reader.replies()).hasSize(2);
        assertThat(counter.texts()).containsExactly("2");
        assertThat(other.texts()).containsExactly("OK", "4");
    }

    @Test
    void aReadAfterAnUncommittedFlushWaits() {
        client.send("SET", "k", "v");
        node.commitsByHand();
        client.send("FLUSHALL");
        FakeClient reader = new FakeClient(node.dispatcher);
        reader.send("GET", "k");
        assertThat(reader.replies()).isEmpty();
        node.commitAll();
        assertThat(reader.replies()).hasSize(1);
    }

    @Test
    void aFailedCommandsErrorWaitsForWhatItSaw() {
        node.commitsByHand();
        client.send("SET", "k", "v");
        FakeClient reader = new FakeClient(node.dispatcher);
        reader.send("HSET", "k", "f", "v");
        reader.send("GET");
        assertThat(reader.texts())
                .as("an error of execution may tell of uncommitted data")
                .isEmpty();
        node.commitAll();
        assertThat(reader.texts()).hasSize(2);
    }

    @Test
    void aReadWithoutLeaseWaitsForItsRound() {
        node.gate.leaseValid = false;
        client.send("GET", "k");
        assertThat(client.replies()).isEmpty();
        node.gate.confirmedReads = node.gate.begunRound;
        node.dispatcher.onReadsConfirmed(node.gate.begunRound);
        assertThat(client.replies()).containsExactly(new RespReply.Null());
    }

    @Test
    void aWriteThatChangedNothingNeedsTheProofOfARead() {
        node.gate.leaseValid = false;
        client.send("SET", "k", "v");
        assertThat(client.texts()).as("its own commit proves it").containsExactly("OK");
        client.send("FAILEARLY");
        assertThat(client.texts()).isEmpty();
        node.gate.confirmedReads = node.gate.begunRound;
        node.dispatcher.onReadsConfirmed(node.gate.begunRound);
        assertThat(client.texts()).hasSize(1);
    }

    @Test
    void aClientThatDoesNotWaitIsAnsweredAtOnce() {
        node.commitsByHand();
        assertThat(client.call("CLIENT", "ACK", "NONE").text()).isEqualTo("OK");
        assertThat(client.call("SET", "k", "v").text()).isEqualTo("OK");
        client.send("CLIENT", "ACK", "COMMIT").send("SET", "k", "v");
        assertThat(client.texts()).containsExactly("OK");
    }

    @Test
    void anUncommittedWriteIsAnsweredIndeterminateAndTheConnectionClosed() {
        node.commitsByHand();
        client.send("SET", "k", "v").send("GET", "k");
        passMs(9_999);
        assertThat(client.texts()).isEmpty();
        passMs(1);
        List<String> texts = client.texts();
        assertThat(texts).hasSize(1).first().asString().startsWith("INDETERMINATE ");
        assertThat(client.closed).isTrue();
        node.commitAll();
        assertThat(client.texts()).isEmpty();
    }

    @Test
    void anUnconfirmedReadIsAnsweredNotExecuted() {
        node.gate.leaseValid = false;
        client.send("GET", "k");
        passMs(10_000);
        assertThat(client.texts()).hasSize(1).first().asString().startsWith("MASTERDOWN ");
        assertThat(client.closed).isTrue();
    }

    // ---- roles

    @Test
    void demotionNeverAnswersAnUnknownFateAsFailed() {
        node.commitsByHand();
        client.send("SET", "k", "v");
        node.gate.parksWrites = true;
        client.send("SET", "k", "w");
        assertThat(client.isWaiting()).isTrue();
        node.gate.refusesWrites = "READONLY You can't write against a read only replica.";
        node.dispatcher.onDemoted("10.0.0.2:6379");
        assertThat(client.texts())
                .as("a refusal would be taken for the first write's reply")
                .isEmpty();
        assertThat(client.closed).isTrue();
        node.commitAll();
        assertThat(client.texts()).isEmpty();
    }

    @Test
    void parkedWriteIsRefusedNotLost() {
        node.gate.parksWrites = true;
        client.send("SET", "k", "v").send("PING");
        assertThat(client.texts()).as("nothing behind it is executed").isEmpty();
        node.gate.refusesWrites = "READONLY You can't write against a read only replica.";
        node.dispatcher.onDemoted("10.0.0.2:6379");
        assertThat(client.texts()).containsExactly("READONLY You can't write against a read only replica.");
        assertThat(node.log.recordEnds).isEmpty();
        assertThat(client.closed).isTrue();
    }

    @Test
    void readsAndMessagesWaitTooOnceTheLeaseWasGivenUp() {
        node.gate.parksWrites = true;
        node.gate.parksAll = true;
        client.send("GET", "k");
        FakeClient publisher = new FakeClient(node.dispatcher);
        publisher.send("PUBLISH", "channel", "message");
        FakeClient other = new FakeClient(node.dispatcher);
        assertThat(client.texts()).isEmpty();
        assertThat(publisher.texts()).isEmpty();
        assertThat(other.call("PING").text()).isEqualTo("PONG");
        node.gate.refusesWrites = "READONLY You can't write against a read only replica.";
        node.dispatcher.onDemoted("10.0.0.2:6379");
        assertThat(client.texts()).singleElement().asString().startsWith("READONLY ");
        assertThat(publisher.texts()).singleElement().asString().startsWith("READONLY ");
        assertThat(publisher.closed).isTrue();
    }

    @Test
    void onceTheLeaseWasGivenUpClientsThatFollowRedirectsGoAndOthersStay() {
        client.call("CLIENT", "CAPA", "redirect");
        FakeClient other = new FakeClient(node.dispatcher);
        node.gate.parksWrites = true;
        client.send("SET", "k", "v");
        other.send("SET", "k", "w");
        node.gate.parksAll = true;
        node.gate.redirectsTo = "10.0.0.2:6379";
        node.dispatcher.moves().onHandedOver();
        assertThat(client.texts()).containsExactly("REDIRECT 10.0.0.2:6379");
        assertThat(client.closed).isFalse();
        assertThat(client.call("GET", "k").text()).isEqualTo("REDIRECT 10.0.0.2:6379");
        assertThat(other.isWaiting()).isTrue();
        assertThat(node.log.recordEnds).isEmpty();
    }

    @Test
    void anExecThatIsSentElsewhereEndsItsTransaction() {
        client.call("CLIENT", "CAPA", "redirect");
        client.send("MULTI").send("SET", "k", "v");
        node.gate.parksAll = node.gate.parksWrites = true;
        node.gate.redirectsTo = "10.0.0.2:6379";
        client.send("EXEC").send("EXEC");
        assertThat(client.texts()).containsExactly("OK", "QUEUED", "REDIRECT 10.0.0.2:6379", "ERR EXEC without MULTI");
    }

    @Test
    void onlyThoseWhoAskedHearOfASuccessorEarly() {
        client.call("HELLO", "3");
        client.call("CLIENT", "CAPA", "standby");
        FakeClient other = new FakeClient(node.dispatcher);
        other.call("HELLO", "3");
        node.dispatcher.moves().onSuccessor("10.0.0.2:6379");
        assertThat(client.texts()).containsExactly("standby 10.0.0.2:6379");
        assertThat(other.texts()).isEmpty();
    }

    @Test
    void aParkedClientThatFollowsRedirectsIsToldWhereTo() {
        client.call("CLIENT", "CAPA", "redirect");
        node.gate.parksWrites = true;
        client.send("SET", "k", "v");
        node.dispatcher.onDemoted("10.0.0.2:6379");
        assertThat(client.texts()).containsExactly("REDIRECT 10.0.0.2:6379");
    }

    @Test
    void parkedWritesGoOnInOrderWhenTheSwitchoverIsGivenUp() {
        node.gate.parksWrites = true;
        client.send("SET", "k", "1").send("GET", "k");
        FakeClient other = new FakeClient(node.dispatcher);
        other.send("SET", "k", "2");
        assertThat(other.texts()).isEmpty();
        node.gate.parksWrites = false;
        node.dispatcher.endOfTurn();
        assertThat(client.texts()).containsExactly("OK", "1");
        assertThat(client.call("GET", "k").text()).isEqualTo("2");
    }

    @Test
    void commandsThatWaitHaveALimitAndOneTooManyIsRefusedUnexecuted() {
        client.call("CONFIG", "SET", "parked-commands-bytes", "64kb");
        node.gate.parksWrites = true;
        client.send("SET", "k", "x".repeat(50_000));
        FakeClient second = new FakeClient(node.dispatcher);
        assertThat(second.call("SET", "k", "y".repeat(50_000)).text()).startsWith("TRYAGAIN nothing was changed");
        FakeClient third = new FakeClient(node.dispatcher);
        third.call("MULTI");
        third.call("SET", "k", "z");
        third.send("EXEC");
        assertThat(third.isWaiting()).as("what is small still fits").isTrue();

        node.dispatcher.closed(client.session);
        second.send("SET", "k", "y".repeat(50_000));
        assertThat(second.isWaiting()).as("who went makes room").isTrue();
        node.gate.parksWrites = false;
        node.dispatcher.endOfTurn();
        assertThat(second.texts()).containsExactly("OK");
        assertThat(node.log.recordEnds).hasSize(2);
    }

    @Test
    void aFullLogParksInsteadOfFailing() {
        node.log.roomBytes = 100;
        client.send("SET", "k", "v");
        assertThat(client.isWaiting()).isTrue();
        node.log.roomBytes = Long.MAX_VALUE;
        node.dispatcher.onCommitted(node.log.endLsn());
        assertThat(client.texts()).containsExactly("OK");
    }

    @Test
    void aCommandLargerThanARecordIsRefusedBeforeExecution() {
        node.log.maxRecordBytes = 1000;
        assertThat(client.call("SET", "k", "x".repeat(1000)).text()).startsWith("ERR the command has");
        assertThat(node.log.recordEnds).isEmpty();
        client.call("MULTI");
        client.call("SET", "k", "x".repeat(600));
        assertThat(client.call("SET", "k", "x".repeat(600)).text()).startsWith("ERR the transaction has");
        assertThat(client.call("EXEC").text()).startsWith("EXECABORT");
    }

    @Test
    void aReplicaRefusesWritesReadsAndSubscriptionsButTellsAboutItself() {
        node.gate.refusesWrites = "READONLY no";
        node.gate.refusesReads = "MASTERDOWN no";
        node.isPrimary = false;
        assertThat(client.call("SET", "k", "v").text()).isEqualTo("READONLY no");
        assertThat(client.call("GET", "k").text()).isEqualTo("MASTERDOWN no");
        assertThat(client.call("PUBLISH", "c", "m").text()).isEqualTo("MASTERDOWN no");
        assertThat(client.call("SUBSCRIBE", "c").text()).isEqualTo("MASTERDOWN no");
        assertThat(client.call("PING").text()).isEqualTo("PONG");
        assertThat(client.call("ROLE").texts()).startsWith("slave", "10.0.0.1", "6379", "connected");
        assertThat(client.call("INFO", "replication").text()).contains("role:slave\r\nmaster_host:10.0.0.1\r\n");
    }

    // ---- unexpected failures

    @Test
    void aFailureBeforeAnyChangeIsAnInternalError() {
        assertThat(client.call("FAILEARLY").text()).startsWith("ERR internal error in command 'failearly'");
        assertThat(client.call("PING").text()).isEqualTo("PONG");
        assertThat(node.halts).isEmpty();
    }

    @Test
    void aFailureAfterAChangeStopsTheNodeAndIsNotAnswered() {
        client.send("FAILLATE", "k");
        assertThat(node.halts).hasSize(1);
        assertThat(client.texts()).isEmpty();
        node.dispatcher.endOfTurn();
        assertThat(node.log.publishedLsn).as("a half record must not be shown").isZero();
        FakeClient other = new FakeClient(node.dispatcher);
        other.send("GET", "k");
        assertThat(other.texts()).isEmpty();
    }

    // ---- waiting

    @Test
    void waitAnswersWhenFollowersHaveTheWrite() {
        client.send("SET", "k", "v").send("WAIT", "2", "1000").send("PING");
        assertThat(client.texts()).containsExactly("OK");
        node.gate.followersReceived = 2;
        node.dispatcher.onFollowersProgress();
        assertThat(client.texts()).containsExactly("2", "PONG");
    }

    @Test
    void waitAnswersAfterItsTimeWithWhatThereIs() {
        client.send("WAIT", "2", "100");
        passMs(99);
        assertThat(client.texts()).isEmpty();
        node.gate.followersReceived = 1;
        passMs(1);
        assertThat(client.texts()).containsExactly("1");
        node.gate.localDurableLsn = -1;
        client.send("WAITAOF", "1", "0", "50");
        passMs(50);
        assertThat(client.replies().get(0).texts()).containsExactly("0", "0");
    }

    @Test
    void pausedClientsWaitUnexecuted() {
        FakeClient operator = new FakeClient(node.dispatcher);
        assertThat(operator.call("CLIENT", "PAUSE", "1000", "WRITE").text()).isEqualTo("OK");
        client.send("SET", "k", "v");
        assertThat(client.texts()).isEmpty();
        assertThat(operator.call("GET", "k")).isEqualTo(new RespReply.Null());
        passMs(1000);
        assertThat(client.texts()).containsExactly("OK");
    }

    // ---- rights and replies

    @Test
    void withoutThePasswordNothingIsExecuted() {
        assertThat(node.config.change(Map.of("requirepass", "secret"))).isEmpty();
        FakeClient stranger = new FakeClient(node.dispatcher);
        assertThat(stranger.call("GET", "k").text()).isEqualTo("NOAUTH Authentication required.");
        assertThat(stranger.call("HELLO", "3").text()).startsWith("NOAUTH HELLO must be called");
        assertThat(stranger.call("AUTH", "wrong").text()).startsWith("WRONGPASS");
        assertThat(stranger.call("HELLO", "3", "AUTH", "default", "secret").map())
                .containsKey("proto");
        assertThat(stranger.call("GET", "k")).isEqualTo(new RespReply.Null());
        assertThat(client.call("GET", "k")).as("who was connected before stays").isEqualTo(new RespReply.Null());
    }

    @Test
    void clientReplyTurnsRepliesOffAndOn() {
        client.send("CLIENT", "REPLY", "SKIP").send("PING").send("ECHO", "a");
        client.send("CLIENT", "REPLY", "OFF")
                .send("PING")
                .send("CLIENT", "REPLY", "ON")
                .send("ECHO", "b");
        assertThat(client.texts()).containsExactly("a", "OK", "b");
    }

    @Test
    void aClosedConnectionIsForgottenEverywhere() {
        node.commitsByHand();
        client.send("SUBSCRIBE", "c");
        FakeClient other = new FakeClient(node.dispatcher);
        other.send("WATCH", "k").send("SET", "k", "v");
        node.gate.parksWrites = true;
        other.send("SET", "k", "w");
        node.dispatcher.closed(other.session);
        node.dispatcher.closed(client.session);
        node.gate.parksWrites = false;
        node.commitAll();
        assertThat(node.sessions.size()).isZero();
        assertThat(node.log.recordEnds).hasSize(1);
        assertThat(node.services.pubSub().isSilent()).isTrue();
    }

    @Test
    void whatWasCountedIsShownAndReset() {
        client.call("SET", "k", "v");
        client.call("GET", "k", "x");
        assertThat(client.call("INFO", "commandstats").text())
                .contains("cmdstat_set:calls=1,")
                .contains("cmdstat_get:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0");
        assertThat(client.call("INFO", "errorstats").text()).contains("errorstat_ERR:count=1");
        client.call("CONFIG", "RESETSTAT");
        assertThat(client.call("INFO", "commandstats").text()).doesNotContain("cmdstat_set:");
    }
}
