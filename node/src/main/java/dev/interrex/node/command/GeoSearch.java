package dev.interrex.node.command;

import dev.interrex.node.engine.ScoreUpdate;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import dev.interrex.node.engine.SortedSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One execution of a command that looks for points around another: its options in Redis's order of checks, then the search. */
final class GeoSearch {
    /** Which of the commands it is. */
    enum Kind {
        GEOSEARCH,
        GEOSEARCHSTORE,
        /** Around coordinates. */
        GEORADIUS,
        GEORADIUSBYMEMBER
    }

    private static final CommandException NO_MEMBER =
            new CommandException("ERR could not decode requested zset member");
    private static final CommandException COUNT_NOT_POSITIVE = new CommandException("ERR COUNT must be > 0");
    private static final CommandException ANY_WITHOUT_COUNT =
            new CommandException("ERR the ANY argument requires COUNT argument");

    /** A point that was found. */
    private record Found(Slice member, double score, double metres) {}

    private final Call call;
    private final Kind kind;
    private final boolean mayStore;
    private final int keyAt;
    private final boolean exists;
    private double[] middle = {0, 0};
    private boolean hasMiddle;
    private boolean ofMember;
    private boolean isBox;
    private boolean hasShape;
    private double width;
    private double height;
    private GeoUnit unit = GeoUnit.M;
    private boolean withDistance;
    private boolean withHash;
    private boolean withPosition;
    private boolean any;
    /** Ascending 1, descending -1. */
    private int order;

    private long count;
    /** Argument that names the key to store the result under; 0 = none. */
    private int storeAt;

    private boolean storesDistance;

    /** @param mayStore whether GEORADIUS may have STORE */
    GeoSearch(Call call, Kind kind, boolean mayStore) {
        this.call = call;
        this.kind = kind;
        this.mayStore = mayStore;
        keyAt = kind == Kind.GEOSEARCHSTORE ? 2 : 1;
        storeAt = kind == Kind.GEOSEARCHSTORE ? 1 : 0;
        exists = call.db().sortedSets().size(call.key(keyAt)) > 0;
    }

    void run() {
        int at = keyAt + 1;
        if (kind == Kind.GEORADIUS) {
            middle = GeoCommands.coordinates(call, 2);
            circle(4);
            at = 6;
        } else if (kind == Kind.GEORADIUSBYMEMBER) {
            if (exists) {
                middle = member(2);
                circle(3);
            }
            at = 5;
        }
        while (at < call.count()) {
            at = option(at);
        }
        check();
        List<Found> found = exists ? find() : List.of();
        int replied = count == 0 ? found.size() : (int) Math.min(count, found.size());
        if (storeAt > 0) {
            store(found.subList(0, replied));
        } else {
            reply(found.subList(0, replied));
        }
    }

    // Options

    private int option(int at) {
        int left = call.count() - at - 1;
        if (call.isWord(at, "WITHDIST")) {
            withDistance = true;
        } else if (call.isWord(at, "WITHHASH")) {
            withHash = true;
        } else if (call.isWord(at, "WITHCOORD")) {
            withPosition = true;
        } else if (call.isWord(at, "ANY")) {
            any = true;
        } else if (call.isWord(at, "ASC")) {
            order = 1;
        } else if (call.isWord(at, "DESC")) {
            order = -1;
        } else if (call.isWord(at, "COUNT") && left >= 1) {
            count = call.integer(at + 1);
            if (count <= 0) {
                throw COUNT_NOT_POSITIVE;
            }
            return at + 2;
        } else {
            return isSearch() ? searchOption(at, left) : radiusOption(at, left);
        }
        return at + 1;
    }

    private boolean isSearch() {
        return kind == Kind.GEOSEARCH || kind == Kind.GEOSEARCHSTORE;
    }

    private int radiusOption(int at, int left) {
        boolean distance = call.isWord(at, "STOREDIST");
        if (!mayStore || left < 1 || !distance && !call.isWord(at, "STORE")) {
            throw CommandException.SYNTAX;
        }
        storeAt = at + 1;
        storesDistance = distance;
        return at + 2;
    }

    private int searchOption(int at, int left) {
        if (call.isWord(at, "FROMMEMBER") && left >= 1 && (!hasMiddle || ofMember)) {
            middle = exists ? member(at + 1) : middle;
            hasMiddle = true;
            ofMember = true;
            return at + 2;
        }
        if (call.isWord(at, "FROMLONLAT") && left >= 2 && !ofMember) {
            middle = GeoCommands.coordinates(call, at + 1);
            hasMiddle = true;
            return at + 3;
        }
        if (call.isWord(at, "BYRADIUS") && left >= 2 && !isBox) {
            circle(at + 1);
            return at + 3;
        }
        if (call.isWord(at, "BYBOX") && left >= 3 && (!hasShape || isBox)) {
            box(at + 1);
            return at + 4;
        }
        if (call.isWord(at, "STOREDIST") && kind == Kind.GEOSEARCHSTORE) {
            storesDistance = true;
            return at + 1;
        }
        throw CommandException.SYNTAX;
    }

    private void circle(int at) {
        width = DoubleArgument.of(call, at, new CommandException("ERR need numeric radius"));
        if (width < 0) {
            throw new CommandException("ERR radius cannot be negative");
        }
        unit = GeoUnit.of(call, at + 1);
        hasShape = true;
    }

    private void box(int at) {
        width = DoubleArgument.of(call, at, new CommandException("ERR need numeric width"));
        height = DoubleArgument.of(call, at + 1, new CommandException("ERR need numeric height"));
        if (width < 0 || height < 0) {
            throw new CommandException("ERR height or width cannot be negative");
        }
        unit = GeoUnit.of(call, at + 2);
        hasShape = true;
        isBox = true;
    }

    private double[] member(int index) {
        double score = call.db().sortedSets().score(call.key(keyAt), call.field(index));
        if (Double.isNaN(score)) {
            throw NO_MEMBER;
        }
        GeoCell cell = GeoCell.ofScore(score);
        return new double[] {cell.longitude(), cell.latitude()};
    }

    private void check() {
        if (storeAt > 0 && (withDistance || withHash || withPosition)) {
            String what = kind == Kind.GEOSEARCHSTORE ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
            throw new CommandException(
                    "ERR " + what + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
        }
        if (isSearch() && !hasMiddle) {
            throw new CommandException("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for "
                    + call.args().text(0));
        }
        if (isSearch() && !hasShape) {
            throw new CommandException("ERR exactly one of BYRADIUS and BYBOX can be specified for "
                    + call.args().text(0));
        }
        if (any && count == 0) {
            throw ANY_WITHOUT_COUNT;
        }
    }

    // Searching

    private List<Found> find() {
        GeoShape shape = new GeoShape(middle[0], middle[1], isBox, width * unit.metres, height * unit.metres);
        SortedSets sets = call.db().sortedSets();
        Slice key = call.key(keyAt);
        List<Found> found = new ArrayList<>();
        for (GeoCell cell : shape.cells()) {
            if (any && found.size() >= count) {
                break;
            }
            double first = cell.firstScore();
            double end = cell.endScore();
            int from = sets.countBelow(key, (score, member) -> score < first);
            int to = sets.countBelow(key, (score, member) -> score < end);
            sets.forEach(key, from, Math.max(0, to - from), false, (member, score) -> {
                if (any && found.size() >= count) {
                    return;
                }
                GeoCell point = GeoCell.ofScore(score);
                double metres = shape.distanceWithin(point.longitude(), point.latitude());
                if (metres >= 0) {
                    found.add(new Found(Slice.of(member.toBytes()), score, metres));
                }
            });
        }
        if (order == 0 && count > 0 && !any) {
            order = 1;
        }
        if (order != 0) {
            Comparator<Found> nearest = Comparator.comparingDouble(Found::metres);
            found.sort(order > 0 ? nearest : nearest.reversed());
        }
        return found;
    }

    private void reply(List<Found> found) {
        int options = (withDistance ? 1 : 0) + (withHash ? 1 : 0) + (withPosition ? 1 : 0);
        call.reply().array(found.size());
        for (Found one : found) {
            if (options > 0) {
                call.reply().array(1 + options);
            }
            call.replyBulk(one.member);
            if (withDistance) {
                GeoCommands.replyDistance(call, one.metres / unit.metres);
            }
            if (withHash) {
                call.reply().integer((long) one.score);
            }
            if (withPosition) {
                GeoCommands.replyPosition(call, GeoCell.ofScore(one.score));
            }
        }
    }

    private void store(List<Found> found) {
        double[] scores = new double[found.size()];
        List<Slice> members = new ArrayList<>(found.size());
        long bytes = 0;
        for (int i = 0; i < scores.length; i++) {
            Found one = found.get(i);
            scores[i] = storesDistance ? one.metres / unit.metres : one.score;
            members.add(one.member);
            bytes += one.member.length() + 2 * Double.BYTES;
        }
        long limit = call.engine().settings().maxEffectBytes();
        if (bytes > limit) {
            throw new CommandException("ERR the points to store have more than " + limit
                    + " bytes, which a log record has no room for; see log-ring-size");
        }
        Slice newKey = call.otherKey(storeAt);
        boolean existed = call.db().delete(newKey);
        if (!found.isEmpty()) {
            call.db().sortedSets().put(newKey, ScoreUpdate.SET, Slices.of(members), scores);
            call.tell('z', isSearch() ? "geosearchstore" : "georadiusstore", newKey);
        } else if (existed) {
            call.tell('g', "del", newKey);
        }
        call.reply().integer(found.size());
    }
}
