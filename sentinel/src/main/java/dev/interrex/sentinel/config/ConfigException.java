package dev.interrex.sentinel.config;

/** A configuration that a sentinel cannot start with. The message is one line: where, what, and what would be right. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
