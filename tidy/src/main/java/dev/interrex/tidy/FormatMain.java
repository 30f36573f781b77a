package dev.interrex.tidy;

import com.palantir.javaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Lays the Java sources out: {@code FormatMain ROOT [PATH…]}, all of them or those below the given paths. */
public final class FormatMain {
    private FormatMain() {}

    public static void main(String[] args) throws IOException, FormatterException {
        var root = Path.of(args[0]);
        var below = Arrays.stream(args).skip(1).map(FormatMain::normal).toList();
        var tree = SourceTree.at(root);
        var layout = new Layout();
        for (var path : tree.javaPaths()) {
            if (isBelow(path, below)) {
                rewrite(root.resolve(path), tree.read(path), layout);
            }
        }
    }

    private static void rewrite(Path file, String text, Layout layout) throws IOException, FormatterException {
        var better = layout.apply(text);
        if (!better.equals(text)) {
            Files.writeString(file, better);
            System.out.println("formatted " + file);
        }
    }

    private static String normal(String path) {
        return Path.of(path).normalize().toString();
    }

    private static boolean isBelow(String path, List<String> folders) {
        return folders.isEmpty()
                || folders.stream()
                        .anyMatch(folder -> folder.isEmpty() || Path.of(path).startsWith(folder));
    }
}
