package dev.interrex.node.config;

import java.util.List;

/**
 * The declaration of one directive: everything that parsing, CONFIG GET, CONFIG SET and the documentation need to know of it.
 * Immutable; compared by identity.
 *
 * @param <T> type of its value
 */
public final class Directive<T> {
    private final Section section;
    private final String name;
    private final List<String> aliases;
    private final ValueType<T> type;
    private final T defaultValue;
    private final boolean mutable;
    private final String doc;

    private Directive(
            Section section,
            String name,
            List<String> aliases,
            ValueType<T> type,
            T defaultValue,
            boolean mutable,
            String doc) {
        this.section = section;
        this.name = name;
        this.aliases = aliases;
        this.type = type;
        this.defaultValue = defaultValue;
        this.mutable = mutable;
        this.doc = doc;
    }

    /** A directive that can only be set before the start. {@code doc}: whole sentences; Markdown. */
    static <T> Directive<T> fixed(Section section, String name, ValueType<T> type, T defaultValue, String doc) {
        return new Directive<>(section, name, List.of(), type, defaultValue, false, doc);
    }

    /** A directive that CONFIG SET can change too. */
    static <T> Directive<T> mutable(Section section, String name, ValueType<T> type, T defaultValue, String doc) {
        return new Directive<>(section, name, List.of(), type, defaultValue, true, doc);
    }

    /** This directive with further names, as older Redis versions have them. */
    Directive<T> orAs(String... names) {
        return new Directive<>(section, name, List.of(names), type, defaultValue, mutable, doc);
    }

    public Section section() {
        return section;
    }

    /** Lower case. */
    public String name() {
        return name;
    }

    public List<String> aliases() {
        return aliases;
    }

    public ValueType<T> type() {
        return type;
    }

    public T defaultValue() {
        return defaultValue;
    }

    /** Whether CONFIG SET may change it. */
    public boolean isMutable() {
        return mutable;
    }

    public String doc() {
        return doc;
    }

    @Override
    public String toString() {
        return name;
    }
}
