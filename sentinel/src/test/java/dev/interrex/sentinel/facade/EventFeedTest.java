package dev.interrex.sentinel.facade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    private final Picture picture = new Picture();
    private final EventFeed feed = new EventFeed();

    EventFeedTest() {
        feed.onSnapshot(picture.take());
    }

    private List<Event> events() {
        return feed.onSnapshot(picture.take());
    }

    private List<String> channels() {
        return events().stream().map(Event::channel).toList();
    }

    @Test
    void nothingChangedIsNoEvent() {
        assertThat(events()).isEmpty();
        picture.heardAtMs += 100;
        assertThat(events()).isEmpty();
    }

    @Test
    void theFirstPictureOfABrokenGroupMakesNoEvents() {
        picture.kill("n1");
        assertThat(new EventFeed().onSnapshot(picture.take())).isEmpty();
    }

    @Test
    void aLostPrimaryIsDownThenAgreedDownThenFailedOver() {
        picture.unreachable.add("n1");
        assertThat(events()).containsExactly(new Event("+sdown", "master orders 127.0.0.1 7001"));
        picture.kill("n1");
        assertThat(events())
                .containsExactly(
                        new Event("+odown", "master orders 127.0.0.1 7001 #quorum 3/2"),
                        new Event("+try-failover", "master orders 127.0.0.1 7001"),
                        new Event("+elected-leader", "master orders 127.0.0.1 7001"));
    }

    @Test
    void theSwitchIsToldOnlyWhenTheNewPrimaryServes() {
        picture.kill("n1");
        events();
        picture.elect("n2");
        assertThat(events()).isEmpty();
        picture.serve();
        assertThat(events())
                .containsExactly(
                        new Event("+promoted-slave", "slave 127.0.0.1:7002 127.0.0.1 7002 @ orders 127.0.0.1 7001"),
                        new Event("+failover-end", "master orders 127.0.0.1 7001"),
                        new Event("failover-end", "master orders 127.0.0.1 7001"),
                        new Event("+switch-master", "orders 127.0.0.1 7001 127.0.0.1 7002"),
                        new Event("+slave", "slave 127.0.0.1:7001 127.0.0.1 7001 @ orders 127.0.0.1 7002"),
                        new Event("+sdown", "slave 127.0.0.1:7001 127.0.0.1 7001 @ orders 127.0.0.1 7002"),
                        new Event("+slave", "slave 127.0.0.1:7003 127.0.0.1 7003 @ orders 127.0.0.1 7002"));
        assertThat(events()).isEmpty();
    }

    @Test
    void aSwitchThatWasSeenOnlyAtItsEndIsToldAsAWhole() {
        picture.elect("n3");
        picture.serve();
        assertThat(channels()).containsSubsequence("+try-failover", "+failover-end", "+switch-master", "+slave");
    }

    @Test
    void aPrimaryThatRulesAgainIsNoSwitch() {
        picture.elect("n1");
        picture.serve();
        assertThat(channels()).contains("+failover-end").doesNotContain("+switch-master");
    }

    @Test
    void twoFailoversThatWereSeenAsOneAreToldFromTheAddressThatClientsKnow() {
        picture.elect("n2");
        events();
        picture.elect("n3");
        picture.serve();
        assertThat(events()).contains(new Event("+switch-master", "orders 127.0.0.1 7001 127.0.0.1 7003"));
    }

    @Test
    void aPrimaryThatCameBackIsUpAgain() {
        picture.kill("n1");
        events();
        picture.unreachable.clear();
        picture.suspectedByMajority.clear();
        assertThat(events())
                .containsExactly(
                        new Event("-sdown", "master orders 127.0.0.1 7001"),
                        new Event("-odown", "master orders 127.0.0.1 7001"),
                        new Event("-failover-abort-not-needed", "master orders 127.0.0.1 7001"));
    }

    @Test
    void aReplicaNamesItsMasterAsLettuceNeedsIt() {
        picture.unreachable.add("n2");
        assertThat(events())
                .containsExactly(new Event("+sdown", "slave 127.0.0.1:7002 127.0.0.1 7002 @ orders 127.0.0.1 7001"));
        picture.unreachable.clear();
        assertThat(events().get(0).payload()).contains("@ orders ");
    }

    @Test
    void aNewNodeIsAnnounced() {
        picture.addresses.put("n4", "127.0.0.1:7004");
        assertThat(events())
                .containsExactly(new Event("+slave", "slave 127.0.0.1:7004 127.0.0.1 7004 @ orders 127.0.0.1 7001"));
    }

    @Test
    void aSentinelGoesAndComesBack() {
        picture.unreachableSentinels.add("s3");
        assertThat(events()).containsExactly(new Event("+sdown", "sentinel s3 127.0.0.1 8003 @ orders 127.0.0.1 7001"));
        picture.unreachableSentinels.clear();
        assertThat(channels()).containsExactly("-sdown", "+sentinel");
    }
}
