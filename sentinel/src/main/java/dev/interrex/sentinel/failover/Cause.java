package dev.interrex.sentinel.failover;

/** Why a reign ends. */
public enum Cause {
    UNREACHABLE("a majority of sentinels cannot reach the primary, and no in-sync replica hears it"),
    ISOLATED("the primary does not reach its in-sync set"),
    RESTARTED("the primary restarted"),
    UNHEALTHY("the primary reports that its disk does not answer"),
    DATA_REPLACED("the primary's data is gone: it came back with another incarnation"),
    ROLLED_BACK("the primary's disk was replaced by an older copy of itself"),
    HANDED_OVER("the primary gave up its lease in a switchover that was not finished"),
    DATA_LOSS("an operator gave up what no reachable member has"),
    SWITCHOVER("planned switchover"),
    FOUNDED("all nodes were there and blank"),
    OBSERVED("decided by another sentinel");

    private final String text;

    Cause(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** The old primary, as it is now, may also be the new one. */
    boolean mayReelect() {
        return this == RESTARTED || this == HANDED_OVER;
    }
}
