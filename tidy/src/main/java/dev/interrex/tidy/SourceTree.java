package dev.interrex.tidy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of a working copy, as paths relative to its root with {@code /} between the names. */
public final class SourceTree {
    private static final Set<String> SKIPPED_FOLDERS = Set.of(".git", "target");

    private final Path root;
    private final List<String> paths;

    private SourceTree(Path root, List<String> paths) {
        this.root = root;
        this.paths = paths;
    }

    /**
     * What git tracks below {@code root}; in an unpacked archive, and where git refuses, everything but build output.
     *
     * @throws IOException if the tree cannot be read
     */
    public static SourceTree at(Path root) throws IOException {
        var tracked = Files.exists(root.resolve(".git")) ? trackedByGit(root) : List.<String>of();
        var paths = tracked.isEmpty() ? everyFile(root) : tracked;
        return new SourceTree(root, paths.stream().sorted().toList());
    }

    public List<String> paths() {
        return paths;
    }

    /** The Java sources of every module, {@code MODULE/src/…}. */
    public List<String> javaPaths() {
        return paths.stream().filter(SourceTree::isModuleSource).toList();
    }

    /** The file's text; bytes that are not UTF-8 come out as replacement characters. */
    public String read(String path) throws IOException {
        return new String(Files.readAllBytes(root.resolve(path)), StandardCharsets.UTF_8);
    }

    private static boolean isModuleSource(String path) {
        return path.endsWith(".java") && path.matches("[^/]+/src/.*");
    }

    /** Files that are new and not ignored belong to it too: they are about to be added. */
    private static List<String> trackedByGit(Path root) throws IOException {
        var git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return List.of(names.split("\0")).stream()
                .filter(name -> Files.isRegularFile(root.resolve(name)))
                .toList();
    }

    private static List<String> everyFile(Path root) throws IOException {
        var found = new ArrayList<String>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                var skipped = SKIPPED_FOLDERS.contains(String.valueOf(folder.getFileName()));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    found.add(root.relativize(file).toString().replace('\\', '/'));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
