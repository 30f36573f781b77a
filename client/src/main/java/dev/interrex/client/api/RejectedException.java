package dev.interrex.client.api;

/** The server understood the command and refused it, for example {@code WRONGTYPE} or {@code NOPERM}. Nothing was changed. */
public final class RejectedException extends InterrexException {
    /** @param error the server's error line without its leading minus */
    public RejectedException(String error) {
        super(error);
    }

    /** First word of the error, for example {@code WRONGTYPE}. */
    public String code() {
        String error = String.valueOf(getMessage());
        int end = error.indexOf(' ');
        return end < 0 ? error : error.substring(0, end);
    }
}
