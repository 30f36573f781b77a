package dev.interrex.node.server;

import dev.interrex.node.dispatch.Dispatcher;
import dev.interrex.node.metrics.LatencyMonitor;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What is done once per turn of the event loop, after everything that was readable has been read: the log's new end is shown, then
 * every connection with something to send is flushed once. Connections that used up their share of commands go on in the next
 * turn, after the others were read. Loop thread only.
 */
final class Turn implements Runnable {
    private final SingleThreadEventLoop loop;
    private final Dispatcher dispatcher;
    private final List<ClientHandler> changed = new ArrayList<>();
    private List<ClientHandler> unfinished = new ArrayList<>();
    private List<ClientHandler> goingOn = new ArrayList<>();
    private boolean scheduled;
    private boolean goesOn;
    private final LatencyMonitor latency;
    private final LongSupplier nanoTime;

    /** When the first connection of this turn was read; 0 if nobody wants to know. */
    private long begunNanos;

    private final Runnable goOn = this::goOn;
    private final Runnable nextTurn;

    Turn(SingleThreadEventLoop loop, Dispatcher dispatcher, LatencyMonitor latency, LongSupplier nanoTime) {
        this.loop = loop;
        this.dispatcher = dispatcher;
        this.latency = latency;
        this.nanoTime = nanoTime;
        // A task that is put on the queue behind all others runs only after the sockets were asked again.
        nextTurn = () -> loop.execute(goOn);
    }

    /** Lets the end of this turn come, if it is not on its way yet. */
    void ends() {
        if (!scheduled) {
            scheduled = true;
            begunNanos = latency.isOn() ? nanoTime.getAsLong() : 0;
            latency.begins(begunNanos);
            loop.execute(this);
        }
    }

    /** The connection has something to send or wants to be closed. To be called once until it is flushed. */
    void changed(ClientHandler client) {
        changed.add(client);
        ends();
    }

    /** The connection has more commands to execute than its share. To be called once until it goes on. */
    void unfinished(ClientHandler client) {
        unfinished.add(client);
        if (!goesOn) {
            goesOn = true;
            loop.executeAfterEventLoopIteration(nextTurn);
        }
    }

    @Override
    public void run() {
        scheduled = false;
        dispatcher.endOfTurn();
        // Flushing may free waiting commands, whose replies then join the end of the list.
        for (int i = 0; i < changed.size(); i++) {
            changed.get(i).flush();
        }
        changed.clear();
        if (begunNanos != 0) {
            latency.took(LatencyMonitor.Event.EVENT_LOOP, nanoTime.getAsLong() - begunNanos);
        }
    }

    private void goOn() {
        goesOn = false;
        List<ClientHandler> clients = unfinished;
        unfinished = goingOn;
        goingOn = clients;
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).goOn();
        }
        clients.clear();
        ends();
    }
}
