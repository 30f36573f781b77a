package dev.interrex.config;

/** A configuration that a program cannot start with. The message is one line for the operator: where, what, and what would be right. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
