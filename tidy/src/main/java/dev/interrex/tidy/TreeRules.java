package dev.interrex.tidy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules that need no parser: what files there are, and what no text may mention. */
public final class TreeRules {
    private static final Pattern MAIN_SOURCE = Pattern.compile("(?<folder>[^/]+/src/main/java/.*)/[^/]+\\.java");

    /** Written in pieces, so that this file does not break its own rule. */
    private static final List<String> REGISTRY_HOSTS = List.of(
            host("repo", "maven", "apache", "org"),
            host("repo1", "maven", "org"),
            host("oss", "sonatype", "org"),
            host("plugins", "gradle", "org"),
            host("registry", "npmjs", "org"),
            host("registry", "yarnpkg", "com"),
            host("pypi", "org"),
            host("files", "pythonhosted", "org"),
            host("index", "crates", "io"),
            host("static", "crates", "io"),
            host("proxy", "golang", "org"),
            host("rubygems", "org"),
            host("deb", "debian", "org"),
            host("archive", "ubuntu", "com"),
            host("docker", "io"),
            host("ghcr", "io"),
            host("quay", "io"));

    /** Absolute paths of somebody's own machine. A folder of that name inside of a longer path is fine. */
    private static final Pattern LOCAL_PATH = Pattern.compile("(?<![\\w.}~-])/(?:work|root)" + "/");

    private TreeRules() {}

    /** Every package of a module's main sources says what it is for. */
    public static List<Violation> packagesWithoutInfo(List<String> paths) {
        var known = Set.copyOf(paths);
        var folders = new HashSet<String>();
        for (var path : paths) {
            var source = MAIN_SOURCE.matcher(path);
            if (source.matches()) {
                folders.add(source.group("folder"));
            }
        }
        return folders.stream()
                .sorted()
                .map(folder -> folder + "/package-info.java")
                .filter(info -> !known.contains(info))
                .map(info -> new Violation(info, 0, "is missing"))
                .toList();
    }

    /** No file names a package registry: where packages come from is the business of the machine that builds. */
    public static List<Violation> registryHosts(String path, String text) {
        var found = new ArrayList<Violation>();
        for (var host : REGISTRY_HOSTS) {
            for (var at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + 1)) {
                if (startsHostName(text, at)) {
                    found.add(new Violation(path, lineOf(text, at), "names the registry " + host));
                }
            }
        }
        return found;
    }

    /** No file names a folder of the machine that it was written on. */
    public static List<Violation> localPaths(String path, String text) {
        return LOCAL_PATH
                .matcher(text)
                .results()
                .map(match -> new Violation(path, lineOf(text, match.start()), "names the local path " + match.group()))
                .toList();
    }

    /** True unless the host at {@code at} is only the end of a longer name. */
    private static boolean startsHostName(String text, int at) {
        return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)) && text.charAt(at - 1) != '-';
    }

    private static long lineOf(String text, int offset) {
        return 1 + text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static String host(String... labels) {
        return String.join(".", labels);
    }
}
