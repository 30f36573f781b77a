package dev.interrex.node.command;

import dev.interrex.node.metrics.LatencyMonitor;
import dev.interrex.node.metrics.LatencyMonitor.Event;
import dev.interrex.node.metrics.LatencyMonitor.Sample;
import java.util.List;

/** LATENCY: what kept the event loop, see {@link LatencyMonitor}. Loop thread only. */
final class LatencyCommands {
    private LatencyCommands() {}

    static CommandSpec declaration() {
        return CommandSpec.command("LATENCY")
                .arity(-2)
                .group("server")
                .since("2.8.13")
                .summary("Commands about what kept the event loop for latency-monitor-threshold or longer.")
                .subcommands(
                        AdminCommands.admin(
                                "LATENCY LATEST",
                                "",
                                2,
                                "Answers each event with the second and the length of the newest, and the longest.",
                                LatencyCommands::latest),
                        AdminCommands.admin(
                                "LATENCY HISTORY",
                                "event",
                                3,
                                "Answers the newest of an event, with their seconds.",
                                LatencyCommands::history),
                        AdminCommands.admin(
                                "LATENCY RESET",
                                "[event [event ...]]",
                                -2,
                                "Forgets what was noted of these events, or of all.",
                                LatencyCommands::reset),
                        AdminCommands.admin(
                                "LATENCY HISTOGRAM",
                                "[command [command ...]]",
                                -2,
                                "Answers no histograms.",
                                call -> call.reply().map(0)),
                        AdminCommands.admin(
                                "LATENCY DOCTOR",
                                "",
                                2,
                                "Says in words what LATENCY LATEST shows.",
                                LatencyCommands::doctor),
                        Help.of("LATENCY", "server"));
    }

    private static LatencyMonitor monitor(Call call) {
        return call.node().statistics().latency();
    }

    private static void latest(Call call) {
        LatencyMonitor monitor = monitor(call);
        List<Event> events = monitor.events();
        call.reply().array(events.size());
        for (Event event : events) {
            Sample newest = monitor.history(event).getLast();
            call.reply().array(4);
            call.reply().bulk(event.label());
            call.reply().integer(newest.atSeconds());
            call.reply().integer(newest.durationMs());
            call.reply().integer(monitor.longestMs(event));
        }
    }

    private static void history(Call call) {
        Event event = Event.of(call.value(2).toString());
        List<Sample> samples = event == null ? List.of() : monitor(call).history(event);
        call.reply().array(samples.size());
        for (Sample sample : samples) {
            call.reply().array(2);
            call.reply().integer(sample.atSeconds());
            call.reply().integer(sample.durationMs());
        }
    }

    private static void reset(Call call) {
        LatencyMonitor monitor = monitor(call);
        int forgotten = 0;
        if (call.count() == 2) {
            for (Event event : monitor.events()) {
                forgotten += monitor.reset(event) ? 1 : 0;
            }
        }
        for (int i = 2; i < call.count(); i++) {
            Event event = Event.of(call.value(i).toString());
            forgotten += event != null && monitor.reset(event) ? 1 : 0;
        }
        call.reply().integer(forgotten);
    }

    private static void doctor(Call call) {
        LatencyMonitor monitor = monitor(call);
        StringBuilder text = new StringBuilder();
        for (Event event : monitor.events()) {
            List<Sample> samples = monitor.history(event);
            text.append(event.label())
                    .append(": in ")
                    .append(samples.size())
                    .append(" different seconds, the longest ")
                    .append(monitor.longestMs(event))
                    .append(" ms\n");
        }
        if (!monitor.isOn()) {
            text.append("The latency monitor is off: CONFIG SET latency-monitor-threshold <ms>\n");
        } else if (text.isEmpty()) {
            text.append("Nothing kept the event loop for latency-monitor-threshold ms.\n");
        } else {
            text.append(
                    "What is more than processor-time was spent waiting: for a processor, the kernel, or a collection"
                            + " of garbage.\n");
            text.append("SLOWLOG GET shows slow commands.\n");
        }
        call.reply().verbatim("txt", text.toString());
    }
}
