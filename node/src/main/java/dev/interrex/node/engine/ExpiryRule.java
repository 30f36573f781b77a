package dev.interrex.node.engine;

/**
 * When the time of a key is over, and what comes of it. Only a primary decides, by the time of the record that is open, and what it decides
 * is a delete in that record; nobody else needs a clock. Pure.
 */
public final class ExpiryRule {
    /** What becomes of a key whose time is over when somebody looks at it. */
    public enum Sight {
        /** It is there, whatever the time: effects are applied, among which its delete may come later. */
        THERE,
        /** Its delete is logged and done; then it is gone. */
        DELETED,
        /** It is gone for who looks, and nothing changes: this node logs nothing. */
        HIDDEN
    }

    private ExpiryRule() {}

    /**
     * @param expireAtMs negative = never
     * @param nowMs time of the record that is open
     */
    public static boolean isOver(long expireAtMs, long nowMs) {
        return expireAtMs >= 0 && nowMs > expireAtMs;
    }

    /**
     * @param applies whether effects of records or snapshots are being applied
     * @param logs whether what this node does is logged: it is the primary
     */
    public static Sight sight(boolean applies, boolean logs) {
        if (applies) {
            return Sight.THERE;
        }
        return logs ? Sight.DELETED : Sight.HIDDEN;
    }
}
