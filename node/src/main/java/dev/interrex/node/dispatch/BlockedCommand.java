package dev.interrex.node.dispatch;

import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Watcher;
import dev.interrex.resp.CommandArgs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that waits for keys. Loop thread only. */
final class BlockedCommand {
    final Session session;
    final CommandSpec spec;
    final CommandArgs args;
    final String type;
    final boolean evenWithoutKey;
    /** Monotonic; Long.MAX_VALUE = never. */
    final long deadlineMs;

    final List<Place> places = new ArrayList<>();
    /** It is being executed again. */
    boolean running;

    BlockedCommand(
            Session session, CommandSpec spec, CommandArgs args, String type, boolean evenWithoutKey, long deadlineMs) {
        this.session = session;
        this.spec = spec;
        this.args = args;
        this.type = type;
        this.evenWithoutKey = evenWithoutKey;
        this.deadlineMs = deadlineMs;
    }

    /** Whether it is worth a try now that the key holds a value of this type, null if none. */
    boolean wakesFor(@Nullable String typeOfKey) {
        return evenWithoutKey || type.equals(typeOfKey);
    }

    /** Its place in the queue of one of its keys. */
    static final class Place {
        final BlockedCommand command;
        final Queue queue;

        @Nullable
        Place before;

        @Nullable
        Place after;

        Place(BlockedCommand command, Queue queue) {
            this.command = command;
            this.queue = queue;
        }
    }

    /** Those who wait for one key, the first to come first: linked, as anybody may leave from anywhere. */
    static final class Queue implements Watcher {
        final Database database;
        final byte[] key;
        private final ArrayDeque<Queue> readyQueues;

        @Nullable
        Place first;

        private @Nullable Place last;
        /** Of them, those who want to know of a delete, too. */
        int evenWithoutKey;
        /** It is among the ready ones. */
        boolean ready;

        Queue(Database database, byte[] key, ArrayDeque<Queue> readyQueues) {
            this.database = database;
            this.key = key;
            this.readyQueues = readyQueues;
        }

        /** Only noted: the command that changed the key is not over. */
        @Override
        public void watchedKeyTouched() {
            if (!ready) {
                ready = true;
                readyQueues.add(this);
            }
        }

        void append(Place place) {
            place.before = last;
            if (last == null) {
                first = place;
            } else {
                last.after = place;
            }
            last = place;
            evenWithoutKey += place.command.evenWithoutKey ? 1 : 0;
        }

        void remove(Place place) {
            Place before = place.before;
            Place after = place.after;
            if (before == null) {
                first = after;
            } else {
                before.after = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.before = before;
            }
            evenWithoutKey -= place.command.evenWithoutKey ? 1 : 0;
        }
    }
}
