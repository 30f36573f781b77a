package dev.interrex.sentinel.facade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.resp.RespReply;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Front front = new Front();
    private final Picture picture = front.picture;
    private final Front.Client client = front.client();

    private List<RespReply> askAddress() {
        return client.send("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "orders");
    }

    private String flags() {
        return Front.text(client.ask("SENTINEL", "MASTER", "orders"), "flags");
    }

    @Test
    void aQuestionDuringAFailoverIsAnsweredWhenTheNewPrimaryServes() {
        picture.kill("n1");
        front.changed();
        assertThat(askAddress()).isEmpty();
        front.advance(100);
        picture.elect("n2");
        front.changed();
        assertThat(client.replies()).isEmpty();
        front.advance(150);
        picture.serve();
        front.changed();
        assertThat(client.replies().get(0).texts()).containsExactly("127.0.0.1", "7002");
    }

    @Test
    void masterAndMastersWaitToo() {
        picture.kill("n1");
        front.changed();
        Front.Client other = front.client();
        assertThat(client.send("SENTINEL", "MASTER", "orders")).isEmpty();
        assertThat(other.send("SENTINEL", "MASTERS")).isEmpty();
        picture.elect("n3");
        picture.serve();
        front.changed();
        assertThat(Front.text(client.replies().get(0), "port")).isEqualTo("7003");
        assertThat(Front.text(other.replies().get(0).elements().get(0), "flags"))
                .isEqualTo("master");
    }

    @Test
    void patienceEndsAFixedTimeAfterTheBeginningWheneverTheQuestionCame() {
        picture.kill("n1");
        front.changed();
        front.advance(700);
        assertThat(askAddress()).isEmpty();
        front.advance(100);
        assertThat(client.replies().get(0).texts()).containsExactly("127.0.0.1", "7001");
        assertThat(askAddress()).hasSize(1);
        assertThat(flags()).isEqualTo("s_down,o_down,master,disconnected,failover_in_progress");
    }

    @Test
    void aDisturbanceIsNoticedByAQuestionEvenBeforeItsEvent() {
        picture.kill("n1");
        assertThat(askAddress()).isEmpty();
    }

    @Test
    void afterPatienceTheCommittedPrimaryIsNamedAsFailingOver() {
        picture.kill("n1");
        picture.elect("n2");
        front.changed();
        front.advance(800);
        assertThat(askAddress().get(0).texts()).containsExactly("127.0.0.1", "7002");
        assertThat(flags()).isEqualTo("master,failover_in_progress");
    }

    @Test
    void aPlannedSwitchoverIsWaitedFor() {
        picture.serving = false;
        front.changed();
        assertThat(askAddress()).isEmpty();
        picture.elect("n2");
        picture.serve();
        front.changed();
        assertThat(client.replies().get(0).texts()).containsExactly("127.0.0.1", "7002");
    }

    @Test
    void aSentinelThatAloneLostThePrimaryAnswersSoonAndSaysSo() {
        picture.unreachable.add("n1");
        front.changed();
        assertThat(askAddress()).isEmpty();
        front.advance(800);
        assertThat(client.replies().get(0).texts()).containsExactly("127.0.0.1", "7001");
        assertThat(flags()).isEqualTo("s_down,master,disconnected");
    }

    @Test
    void aSentinelWithoutALeaderNamesAPrimaryThatSaysThatItRules() {
        picture.leader = "";
        front.changed();
        assertThat(askAddress().get(0).texts()).containsExactly("127.0.0.1", "7001");
        assertThat(flags()).isEqualTo("master");
    }

    @Test
    void aSentinelWithoutALeaderDoesNotNameAPrimaryThatLostItsInSyncSet() {
        picture.leader = "";
        picture.reachesIsr = false;
        front.changed();
        assertThat(askAddress()).isEmpty();
        front.advance(800);
        assertThat(client.replies()).containsExactly(new RespReply.Null());
        assertThat(flags()).isEqualTo("s_down,master");
    }

    @Test
    void aSentinelThatHearsOfAHigherEpochDoesNotNameTheOldPrimary() {
        picture.higherEpochs.put("n3", 2L);
        front.changed();
        assertThat(askAddress()).isEmpty();
        front.advance(800);
        assertThat(client.replies()).containsExactly(new RespReply.Null());
    }

    @Test
    void infoTellsTheStatus() {
        assertThat(client.ask("INFO", "sentinel").text())
                .contains("master0:name=orders,status=ok,address=127.0.0.1:7001,slaves=2,sentinels=3");
        picture.unreachable.add("n1");
        assertThat(client.ask("INFO", "sentinel").text()).contains("status=sdown");
        picture.kill("n1");
        assertThat(client.ask("INFO", "sentinel").text()).contains("status=odown");
    }

    @Test
    void otherCommandsDoNotWait() {
        picture.kill("n1");
        front.changed();
        assertThat(client.ask("PING").text()).isEqualTo("PONG");
        RespReply replica =
                client.ask("SENTINEL", "REPLICAS", "orders").elements().get(0);
        assertThat(Front.text(replica, "port")).isEqualTo("7002");
    }
}
