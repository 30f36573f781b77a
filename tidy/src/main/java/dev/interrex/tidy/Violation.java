package dev.interrex.tidy;

/**
 * A broken rule.
 *
 * @param path of the file, relative to the root of the tree
 * @param line from 1; 0 where the file as a whole is meant
 * @param message what is wrong, and what would be right where that is not obvious
 */
public record Violation(String path, long line, String message) {
    @Override
    public String toString() {
        return path + (line > 0 ? ":" + line : "") + ": " + message;
    }
}
