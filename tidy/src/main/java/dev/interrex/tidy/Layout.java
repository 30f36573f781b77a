package dev.interrex.tidy;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;

/** The one layout of Java sources: palantir-java-format with lines of 120 columns, imports sorted, unused ones removed. */
public final class Layout {
    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    /**
     * The source as it should be laid out.
     *
     * @throws FormatterException if {@code text} is not Java
     */
    public String apply(String text) throws FormatterException {
        return formatter.formatSourceAndFixImports(text);
    }
}
