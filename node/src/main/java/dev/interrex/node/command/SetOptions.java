package dev.interrex.node.command;

/**
 * The options of SET and GETEX, one object per loop. At most one of EX, PX, EXAT, PXAT, KEEPTTL and PERSIST may be given, and NX
 * excludes XX.
 */
final class SetOptions {
    private enum Expiry {
        NONE,
        EX,
        PX,
        EXAT,
        PXAT,
        KEEPTTL,
        PERSIST
    }

    private Expiry expiry = Expiry.NONE;
    private int expiryAt;
    boolean onlyIfMissing;
    boolean onlyIfThere;
    boolean get;

    /** Reads the options of SET from argument 3 on. */
    SetOptions readSet(Call call) {
        reset();
        for (int i = 3; i < call.count(); i++) {
            if (call.isWord(i, "NX") && !onlyIfThere) {
                onlyIfMissing = true;
            } else if (call.isWord(i, "XX") && !onlyIfMissing) {
                onlyIfThere = true;
            } else if (call.isWord(i, "GET")) {
                get = true;
            } else if (call.isWord(i, "KEEPTTL")) {
                choose(Expiry.KEEPTTL);
            } else {
                i = readTime(call, i);
            }
        }
        return this;
    }

    /** Reads the options of GETEX from argument 2 on. */
    SetOptions readGetEx(Call call) {
        reset();
        for (int i = 2; i < call.count(); i++) {
            if (call.isWord(i, "PERSIST")) {
                choose(Expiry.PERSIST);
            } else {
                i = readTime(call, i);
            }
        }
        return this;
    }

    boolean keepsExpiry() {
        return expiry == Expiry.KEEPTTL;
    }

    boolean persists() {
        return expiry == Expiry.PERSIST;
    }

    boolean hasTime() {
        return expiryAt > 0;
    }

    /** The moment that was given; throws {@link CommandException} if it is not positive. Only if {@link #hasTime}. */
    long expireAtMs(Call call) {
        long unitMs =
                expiry == Expiry.EX || expiry == Expiry.EXAT ? ExpiryArgument.SECONDS : ExpiryArgument.MILLISECONDS;
        return ExpiryArgument.positive(call, expiryAt, unitMs, expiry == Expiry.EX || expiry == Expiry.PX);
    }

    private void reset() {
        expiry = Expiry.NONE;
        expiryAt = 0;
        onlyIfMissing = false;
        onlyIfThere = false;
        get = false;
    }

    private int readTime(Call call, int index) {
        Expiry unit;
        if (call.isWord(index, "EX")) {
            unit = Expiry.EX;
        } else if (call.isWord(index, "PX")) {
            unit = Expiry.PX;
        } else if (call.isWord(index, "EXAT")) {
            unit = Expiry.EXAT;
        } else if (call.isWord(index, "PXAT")) {
            unit = Expiry.PXAT;
        } else {
            throw CommandException.SYNTAX;
        }
        if (index + 1 >= call.count()) {
            throw CommandException.SYNTAX;
        }
        choose(unit);
        expiryAt = index + 1;
        return expiryAt;
    }

    private void choose(Expiry chosen) {
        if (expiry != Expiry.NONE && expiry != chosen) {
            throw CommandException.SYNTAX;
        }
        expiry = chosen;
    }
}
