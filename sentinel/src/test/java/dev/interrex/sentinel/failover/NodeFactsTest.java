package dev.interrex.sentinel.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeFactsTest {
    /** What changes with every report of a group at rest. */
    private static final Set<String> ALWAYS_NEW = Set.of("end", "highWatermark", "primarySilenceMs", "takenAtMs");

    private static final NodeFacts FACTS = new NodeFacts(
            "g",
            new MemberId("n1", "1"),
            NodeRole.REPLICA,
            3,
            4,
            "start",
            new LogPosition(3, 100),
            90,
            false,
            5,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            1_000);

    static RecordComponent[] components() {
        return NodeFacts.class.getRecordComponents();
    }

    @ParameterizedTest
    @MethodSource("components")
    void aReportConfirmsOneThatDiffersInNothingThatIsDecidedBy(RecordComponent changed) throws Exception {
        assertThat(with(changed).confirms(FACTS)).isEqualTo(ALWAYS_NEW.contains(changed.getName()));
    }

    /** The same facts but for one. */
    private static NodeFacts with(RecordComponent changed) throws Exception {
        Class<?>[] types =
                Arrays.stream(components()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            Object value = components()[i].getAccessor().invoke(FACTS);
            values[i] = components()[i].getName().equals(changed.getName()) ? other(value) : value;
        }
        return NodeFacts.class.getConstructor(types).newInstance(values);
    }

    private static Object other(Object value) {
        return switch (value) {
            case Boolean flag -> !flag;
            case Long number -> number + 1;
            case String text -> text + "!";
            case NodeRole role -> NodeRole.PRIMARY;
            case MemberId member -> new MemberId(member.nodeId(), "2");
            case LogPosition position -> new LogPosition(position.epoch(), position.lsn() + 1);
            default -> throw new IllegalArgumentException("no other value of " + value.getClass());
        };
    }
}
