package dev.interrex.node.command;

import dev.interrex.resp.RespWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How COMMAND INFO and COMMAND DOCS describe one command. Stateless. */
final class CommandDescription {
    private CommandDescription() {}

    /** COMMAND INFO's ten elements. */
    static void info(RespWriter reply, CommandSpec spec) {
        reply.array(10);
        reply.bulk(spec.label());
        reply.integer(spec.arity());
        reply.set(spec.flags().size() + (isMovable(spec) ? 1 : 0));
        spec.flags().forEach(flag -> reply.simple(flag.wireName()));
        if (isMovable(spec)) {
            reply.simple("movablekeys");
        }
        positions(reply, spec.keys());
        reply.set(spec.categories().size());
        spec.categories().forEach(category -> reply.simple("@" + category.wireName()));
        reply.set(0);
        reply.set(spec.keys().size());
        spec.keys().forEach(key -> keySpec(reply, key));
        reply.array(spec.subcommands().size());
        sorted(spec).values().forEach(subcommand -> info(reply, subcommand));
    }

    private static boolean isMovable(CommandSpec spec) {
        return spec.keys().stream().anyMatch(key -> !isFixed(key));
    }

    private static boolean isFixed(KeySpec key) {
        return key.begin() instanceof KeySpec.Begin.Index && key.find() instanceof KeySpec.Find.Range;
    }

    /** First key, last key and step, as far as three numbers can tell. */
    private static void positions(RespWriter reply, List<KeySpec> keys) {
        int first = Integer.MAX_VALUE;
        int last = 0;
        int step = 1;
        for (KeySpec key : keys) {
            if (key.begin() instanceof KeySpec.Begin.Index begin && key.find() instanceof KeySpec.Find.Range range) {
                int end = range.last() < 0 ? range.last() : begin.position() + range.last();
                first = Math.min(first, begin.position());
                last = end < 0 || last < 0 ? Math.min(end, last) : Math.max(end, last);
                step = Math.max(step, range.step());
            }
        }
        boolean none = first == Integer.MAX_VALUE;
        reply.integer(none ? 0 : first);
        reply.integer(none ? 0 : last);
        reply.integer(none ? 0 : step);
    }

    private static void keySpec(RespWriter reply, KeySpec key) {
        reply.map(3);
        reply.bulk("flags");
        reply.set(key.flags().size());
        key.flags().forEach(flag -> reply.simple(wireName(flag)));
        reply.bulk("begin_search");
        switch (key.begin()) {
            case KeySpec.Begin.Index index -> {
                numbers(reply, "index", Map.of("index", index.position()));
            }
            case KeySpec.Begin.Keyword keyword -> {
                start(reply, "keyword", 2);
                reply.bulk("keyword");
                reply.bulk(keyword.word());
                number(reply, "startfrom", keyword.startFrom());
            }
        }
        reply.bulk("find_keys");
        switch (key.find()) {
            case KeySpec.Find.Range range -> {
                start(reply, "range", 3);
                number(reply, "lastkey", range.last());
                number(reply, "keystep", range.step());
                number(reply, "limit", range.limit());
            }
            case KeySpec.Find.Counted counted -> {
                start(reply, "keynum", 3);
                number(reply, "keynumidx", counted.numberAt());
                number(reply, "firstkey", counted.firstAt());
                number(reply, "keystep", counted.step());
            }
        }
    }

    /** Redis writes the four kinds of access in capitals and what is done with the data in small letters. */
    static String wireName(KeyFlag flag) {
        return flag.compareTo(KeyFlag.RM) <= 0 ? flag.name() : flag.name().toLowerCase(Locale.ROOT);
    }

    private static void numbers(RespWriter reply, String type, Map<String, Integer> numbers) {
        start(reply, type, numbers.size());
        numbers.forEach((name, value) -> number(reply, name, value));
    }

    private static void start(RespWriter reply, String type, int members) {
        reply.map(2);
        reply.bulk("type");
        reply.bulk(type);
        reply.bulk("spec");
        reply.map(members);
    }

    private static void number(RespWriter reply, String name, int value) {
        reply.bulk(name);
        reply.integer(value);
    }

    /** COMMAND DOCS: the name, then a map. */
    static void docs(RespWriter reply, CommandSpec spec) {
        List<Syntax.Argument> arguments = Syntax.parse(spec.syntax());
        reply.bulk(spec.label());
        reply.map(4 + (arguments.isEmpty() ? 0 : 1) + (spec.isContainer() ? 1 : 0));
        text(reply, "summary", spec.summary());
        text(reply, "since", spec.since());
        text(reply, "group", spec.group());
        text(reply, "complexity", spec.complexity());
        if (!arguments.isEmpty()) {
            reply.bulk("arguments");
            reply.array(arguments.size());
            arguments.forEach(argument -> argument(reply, argument));
        }
        if (spec.isContainer()) {
            reply.bulk("subcommands");
            reply.map(spec.subcommands().size());
            sorted(spec).values().forEach(subcommand -> docs(reply, subcommand));
        }
    }

    private static void argument(RespWriter reply, Syntax.Argument argument) {
        int flags = (argument.optional() ? 1 : 0) + (argument.multiple() ? 1 : 0);
        reply.map(2
                + (argument.token() == null ? 0 : 1)
                + (flags == 0 ? 0 : 1)
                + (argument.parts().isEmpty() ? 0 : 1));
        text(reply, "name", argument.name());
        text(reply, "type", argument.type());
        if (argument.token() != null) {
            text(reply, "token", argument.token());
        }
        if (flags > 0) {
            reply.bulk("flags");
            reply.set(flags);
            if (argument.optional()) {
                reply.simple("optional");
            }
            if (argument.multiple()) {
                reply.simple("multiple");
            }
        }
        if (!argument.parts().isEmpty()) {
            reply.bulk("arguments");
            reply.array(argument.parts().size());
            argument.parts().forEach(part -> argument(reply, part));
        }
    }

    private static void text(RespWriter reply, String name, String value) {
        reply.bulk(name);
        reply.bulk(value);
    }

    private static TreeMap<String, CommandSpec> sorted(CommandSpec spec) {
        return new TreeMap<>(spec.subcommands());
    }
}
