package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** INFO: sections of {@code name:value} lines, the names and forms those of Redis where clients and exporters read them. */
final class InfoCommand {
    /** Writes a section's lines. */
    interface Section extends BiConsumer<InfoText, Call> {}

    private static final Map<String, Section> SECTIONS = new LinkedHashMap<>();
    /** Sections that have to be asked for by name, or by {@code all}. */
    private static final Set<String> LONG_SECTIONS = Set.of("commandstats", "latencystats");

    static {
        SECTIONS.put("server", InfoSections::server);
        SECTIONS.put("clients", InfoSections::clients);
        SECTIONS.put("memory", InfoSections::memory);
        SECTIONS.put("persistence", InfoSections::persistence);
        SECTIONS.put("stats", InfoSections::stats);
        SECTIONS.put("replication", InfoReplication::replication);
        SECTIONS.put("cpu", InfoSections::cpu);
        SECTIONS.put("modules", (text, call) -> {});
        SECTIONS.put("commandstats", InfoSections::commandStats);
        SECTIONS.put("errorstats", InfoSections::errorStats);
        SECTIONS.put("latencystats", (text, call) -> {});
        SECTIONS.put("cluster", (text, call) -> text.line("cluster_enabled", 0));
        SECTIONS.put("keyspace", InfoSections::keyspace);
    }

    private InfoCommand() {}

    static List<CommandSpec> specs() {
        return List.of(command("INFO")
                .syntax("[section [section ...]]")
                .arity(-1)
                .flags(LOADING, STALE)
                .acl(AclCategory.DANGEROUS)
                .group("server")
                .since("1.0.0")
                .summary("Tells about the node, by sections.")
                .example("INFO replication")
                .handler(InfoCommand::info));
    }

    private static void info(Call call) {
        Set<String> wanted = new LinkedHashSet<>();
        for (int i = 1; i < call.count(); i++) {
            add(call.args().text(i).toLowerCase(Locale.ROOT), wanted);
        }
        if (call.count() == 1) {
            add("default", wanted);
        }
        InfoText text = new InfoText();
        SECTIONS.forEach((name, section) -> {
            if (wanted.contains(name)) {
                text.section(name);
                section.accept(text, call);
            }
        });
        call.reply().verbatim("txt", text.toString());
    }

    private static void add(String name, Set<String> wanted) {
        switch (name) {
            case "all", "everything" -> wanted.addAll(SECTIONS.keySet());
            case "default" ->
                SECTIONS.keySet().stream()
                        .filter(section -> !LONG_SECTIONS.contains(section))
                        .forEach(wanted::add);
            default -> wanted.add(name);
        }
    }
}
