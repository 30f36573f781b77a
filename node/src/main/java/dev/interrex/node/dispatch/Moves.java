package dev.interrex.node.dispatch;

/** What clients are told of a change of the primary: where they may go soon, where to go now, that it is over. Loop thread only. */
public final class Moves {
    private final Sessions sessions;
    private final Parking parking;
    private final Waits waits;
    private final Blocking blocking;
    private final LastWords lastWords;

    Moves(Sessions sessions, Parking parking, Waits waits, Blocking blocking, LastWords lastWords) {
        this.sessions = sessions;
        this.parking = parking;
        this.waits = waits;
        this.blocking = blocking;
        this.lastWords = lastWords;
    }

    /**
     * A planned switchover is about to begin. Those that asked for it ({@code CLIENT CAPA standby}) may connect to its target already.
     *
     * @param successorResp {@code host:port}
     */
    public void onSuccessor(String successorResp) {
        for (Session session : sessions.all()) {
            if (session.keepsStandby() && session.respVersion() == 3) {
                lastWords.foretell(session, successorResp);
                session.connection().changed();
            }
        }
    }

    /** This node gave its lease up: those that wait and follow redirections are sent to its successor, and wait there. */
    public void onHandedOver() {
        parking.retry();
    }

    /** See {@link Dispatcher#onDemoted}. */
    void onDemoted(String newPrimaryResp) {
        for (Session session : parking.clear()) {
            lastWords.refuse(session, newPrimaryResp);
        }
        blocking.demoted();
        for (Session session : sessions.list()) {
            waits.forget(session);
            session.closeNow();
        }
    }
}
