package dev.interrex.sentinel.topology;

import dev.interrex.proto.v1.TopologyEvent;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One client's stream. A client that does not read gets, when it does again, only the newest state of each group: what was in
 * between is of no use to it, and it costs one event per group at most.
 */
final class Watcher {
    /** Empty = all groups. */
    private final String group;

    private final ServerCallStreamObserver<TopologyEvent> stream;
    private final Map<String, TopologyEvent> pending = new LinkedHashMap<>();
    /** The last event of each group: it is not repeated. */
    private final Map<String, TopologyEvent> offered = new HashMap<>();

    Watcher(String group, ServerCallStreamObserver<TopologyEvent> stream) {
        this.group = group;
        this.stream = stream;
    }

    boolean watches(String changed) {
        return group.isEmpty() || group.equals(changed);
    }

    void offer(TopologyEvent event) {
        String changed = event.getState().getGroup();
        if (!event.equals(offered.put(changed, event))) {
            pending.put(changed, event);
            drain();
        }
    }

    void drain() {
        for (Iterator<TopologyEvent> each = pending.values().iterator(); each.hasNext() && stream.isReady(); ) {
            stream.onNext(each.next());
            each.remove();
        }
    }

    void end(Status status) {
        stream.onError(status.asRuntimeException());
    }
}
