package dev.interrex.node.config;

import dev.interrex.config.ConfigException;
import dev.interrex.config.ConfigLine;
import dev.interrex.resp.InlineArguments;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * CONFIG REWRITE: puts what CONFIG SET has changed into the file that the node was started with. Comments, order and everything
 * that was not changed stay. The file is replaced as a whole, so a crash leaves the old or the new one.
 */
public final class ConfigRewrite {
    private static final String HEADING = "# Written by CONFIG REWRITE";

    private ConfigRewrite() {}

    /** @return nothing if it was done, else the error without its code */
    public static Optional<String> rewrite(NodeConfig config) {
        Optional<Path> file = config.file();
        if (file.isEmpty()) {
            return Optional.of("The server is running without a config file");
        }
        try {
            replace(file.get(), rewritten(Files.readAllLines(file.get()), config));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("Rewriting config file: " + e.getClass().getSimpleName() + " " + file.get());
        }
    }

    static List<String> rewritten(List<String> lines, NodeConfig config) {
        Set<Directive<?>> left = new LinkedHashSet<>(config.changedAtRuntime());
        List<String> result = new ArrayList<>(lines);
        for (int i = result.size() - 1; i >= 0; i--) {
            Optional<Directive<?>> directive = directiveOf(result.get(i));
            if (directive.isEmpty() || !config.changedAtRuntime().contains(directive.get())) {
                continue;
            }
            if (left.remove(directive.get())) {
                result.set(i, line(directive.get(), config));
            } else {
                result.remove(i);
            }
        }
        if (!left.isEmpty() && !result.contains(HEADING)) {
            result.add(HEADING);
        }
        left.forEach(directive -> result.add(line(directive, config)));
        return result;
    }

    private static Optional<Directive<?>> directiveOf(String line) {
        try {
            List<String> words = ConfigLine.wordsOf(line, "");
            return words.isEmpty() ? Optional.empty() : NodeConfig.directive(words.get(0));
        } catch (ConfigException unbalanced) {
            return Optional.empty();
        }
    }

    private static <T> String line(Directive<T> directive, NodeConfig config) {
        String text = config.rendered(directive);
        return directive.name() + " " + (directive.type().severalWords() ? text : InlineArguments.quoted(text));
    }

    private static void replace(Path file, List<String> lines) throws IOException {
        Path target = file.toRealPath();
        Path fresh = target.resolveSibling(target.getFileName() + ".rewrite");
        Files.write(fresh, lines);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
