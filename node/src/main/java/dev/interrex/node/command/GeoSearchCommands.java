package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.GeoCommands.geo;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import java.util.List;

/** Looking for points around another. */
final class GeoSearchCommands {
    private static final String COMPLEXITY =
            "O(N+log(M)) for N points in the cells around the shape, of M in the sorted set";
    private static final String SEARCH = "FROMMEMBER member | FROMLONLAT longitude latitude BYRADIUS radius M | KM |"
            + " FT | MI | BYBOX width height M | KM | FT | MI [ASC | DESC] [COUNT count [ANY]]";
    private static final String RADIUS =
            "radius M | KM | FT | MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]]" + " [ASC | DESC]";
    private static final String STORE = " [STORE key | STOREDIST key]";
    private static final String POINTS = "GEOADD k 13.361389 38.115556 Palermo 15.087269 37.502669 Catania";
    private static final String AROUND = " BYRADIUS 200 km ASC";

    private GeoSearchCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                geo("GEOSEARCH", "key " + SEARCH + " [WITHCOORD] [WITHDIST] [WITHHASH]")
                        .arity(-7)
                        .flags(READONLY)
                        .key(1)
                        .since("6.2.0")
                        .complexity(COMPLEXITY)
                        .summary("Returns the points within a circle or a box.")
                        .example(POINTS, "GEOSEARCH k FROMLONLAT 15 37" + AROUND + " WITHDIST")
                        .handler(call -> new GeoSearch(call, GeoSearch.Kind.GEOSEARCH, false).run()),
                geo("GEOSEARCHSTORE", "destination source " + SEARCH + " [STOREDIST]")
                        .arity(-8)
                        .flags(WRITE, DENYOOM)
                        .key(1, OW, UPDATE)
                        .key(2, RO, ACCESS)
                        .since("6.2.0")
                        .complexity(COMPLEXITY)
                        .summary("Stores the points within a circle or a box.")
                        .example(POINTS, "GEOSEARCHSTORE near k FROMLONLAT 15 37" + AROUND)
                        .handler(call -> new GeoSearch(call, GeoSearch.Kind.GEOSEARCHSTORE, true).run()),
                around("GEORADIUS", true, "longitude latitude ", -6, "GEORADIUS k 15 37 200 km"),
                around("GEORADIUS_RO", false, "longitude latitude ", -6, "GEORADIUS_RO k 15 37 200 km"),
                around("GEORADIUSBYMEMBER", true, "member ", -5, "GEORADIUSBYMEMBER k Palermo 200 km"),
                around("GEORADIUSBYMEMBER_RO", false, "member ", -5, "GEORADIUSBYMEMBER_RO k Palermo 200 km"));
    }

    private static CommandSpec around(String name, boolean mayStore, String middle, int arity, String example) {
        GeoSearch.Kind kind =
                name.startsWith("GEORADIUSBYMEMBER") ? GeoSearch.Kind.GEORADIUSBYMEMBER : GeoSearch.Kind.GEORADIUS;
        CommandBuilder builder = geo(name, "key " + middle + RADIUS + (mayStore ? STORE : ""))
                .arity(arity)
                .key(1, RO, ACCESS);
        if (mayStore) {
            builder.flags(WRITE, DENYOOM);
            for (String word : List.of("STORE", "STOREDIST")) {
                builder.keys(new KeySpec.Begin.Keyword(word, -arity), new KeySpec.Find.Range(0, 1, 0), OW, UPDATE);
            }
        } else {
            builder.flags(READONLY).since("3.2.10");
        }
        return builder.complexity(COMPLEXITY)
                .summary("Returns the points within a circle: the old form of GEOSEARCH.")
                .example(POINTS, example)
                .handler(call -> new GeoSearch(call, kind, mayStore).run());
    }
}
