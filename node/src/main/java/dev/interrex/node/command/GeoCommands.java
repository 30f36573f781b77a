package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.GEO;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.ScoreUpdate;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.SortedSets;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Points on the earth, kept in sorted sets: the score is the number of a {@link GeoCell}. Searching: {@link GeoSearchCommands}. */
final class GeoCommands {
    private static final String LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";
    private static final int HASH_LETTERS = 11;
    private static final int BITS_PER_LETTER = 5;
    private static final int HASH_BITS = 52;
    private static final double STANDARD_LATITUDE = 90;

    private GeoCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                geo("GEOADD", "key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]")
                        .arity(-5)
                        .flags(WRITE, DENYOOM)
                        .key(1, RW, UPDATE)
                        .complexity("O(M*log(N)) for M points added to N")
                        .summary("Adds points to a sorted set, or moves those that exist.")
                        .example("GEOADD k 13.361389 38.115556 Palermo 15.087269 37.502669 Catania")
                        .handler(GeoCommands::add),
                geo("GEODIST", "key member1 member2 [M | KM | FT | MI]")
                        .arity(-4)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(1)")
                        .summary("Returns the distance of two points.")
                        .example("GEOADD k 13.361389 38.115556 a 15.087269 37.502669 b", "GEODIST k a b KM")
                        .handler(GeoCommands::distance),
                geo("GEOHASH", "key [member [member ...]]")
                        .arity(-2)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N members")
                        .summary("Returns the standard geohash of points, eleven letters each.")
                        .example("GEOADD k 13.361389 38.115556 a", "GEOHASH k a")
                        .handler(GeoCommands::hash),
                geo("GEOPOS", "key [member [member ...]]")
                        .arity(-2)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(N) for N members")
                        .summary("Returns longitude and latitude of points.")
                        .example("GEOADD k 13.361389 38.115556 a", "GEOPOS k a missing")
                        .handler(GeoCommands::position));
    }

    static CommandBuilder geo(String name, String syntax) {
        return command(name).syntax(syntax).group("geo").acl(GEO).since("3.2.0");
    }

    /** Longitude at argument {@code index} and latitude behind it. */
    static double[] coordinates(Call call, int index) {
        double longitude = DoubleArgument.of(call, index);
        double latitude = DoubleArgument.of(call, index + 1);
        if (Math.abs(longitude) > GeoCell.MOST_LONGITUDE || Math.abs(latitude) > GeoCell.MOST_LATITUDE) {
            throw new CommandException(String.format(
                    Locale.ROOT,
                    "ERR invalid longitude,latitude pair %s,%s",
                    sixDecimals(longitude),
                    sixDecimals(latitude)));
        }
        return new double[] {longitude, latitude};
    }

    private static String sixDecimals(double value) {
        return Double.isInfinite(value) ? DoubleText.of(value) : fixed(value, 6);
    }

    /** As C's printf: rounded from all binary digits, where Java's formatter begins with the shortest text that means the number. */
    private static String fixed(double value, int digits) {
        String text =
                new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
        return Double.doubleToRawLongBits(value) < 0 && !text.startsWith("-") ? "-" + text : text;
    }

    private static void add(Call call) {
        boolean nx = false;
        boolean xx = false;
        boolean changed = false;
        int at = 2;
        while (at < call.count() && (call.isWord(at, "NX") || call.isWord(at, "XX") || call.isWord(at, "CH"))) {
            nx |= call.isWord(at, "NX");
            xx |= call.isWord(at, "XX");
            changed |= call.isWord(at, "CH");
            at++;
        }
        int points = (call.count() - at) / 3;
        if (points == 0 || (call.count() - at) % 3 != 0 || nx && xx) {
            throw CommandException.SYNTAX;
        }
        double[] scores = new double[points];
        for (int i = 0; i < points; i++) {
            double[] point = coordinates(call, at + 3 * i);
            scores[i] = GeoCell.of(point[0], point[1], GeoCell.MOST_STEPS).bits();
        }
        ScoreUpdate update = new ScoreUpdate(nx, xx, false, false, false);
        ScoreUpdate.Result result = SortedSetAddition.put(call, call.key(1), update, call.fields(at + 2, 3), scores);
        call.reply().integer(result.added() + (changed ? result.updated() : 0));
    }

    private static void distance(Call call) {
        GeoUnit unit = GeoUnit.M;
        if (call.count() == 5) {
            unit = GeoUnit.of(call, 4);
        } else if (call.count() > 5) {
            throw CommandException.SYNTAX;
        }
        SortedSets sets = call.db().sortedSets();
        Slice key = call.key(1);
        sets.size(key);
        double one = sets.score(key, call.field(2));
        double other = sets.score(key, call.field(3));
        if (Double.isNaN(one) || Double.isNaN(other)) {
            call.reply().nullBulk();
            return;
        }
        GeoCell from = GeoCell.ofScore(one);
        GeoCell to = GeoCell.ofScore(other);
        double metres = GeoShape.distance(from.longitude(), from.latitude(), to.longitude(), to.latitude());
        replyDistance(call, metres / unit.metres);
    }

    static void replyDistance(Call call, double distance) {
        call.reply().bulk(fixed(distance, 4));
    }

    static void replyPosition(Call call, GeoCell cell) {
        call.reply().array(2);
        call.reply().doubleText(new LongDouble(new BigDecimal(cell.longitude()), false).text());
        call.reply().doubleText(new LongDouble(new BigDecimal(cell.latitude()), false).text());
    }

    private static void hash(Call call) {
        Slice key = call.key(1);
        call.db().sortedSets().size(key);
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            double score = call.db().sortedSets().score(key, call.field(i));
            if (Double.isNaN(score)) {
                call.reply().nullBulk();
            } else {
                call.reply().bulk(letters(GeoCell.ofScore(score)));
            }
        }
    }

    /** The standard geohash has other bounds of latitude, so the point is put into cells anew. */
    private static String letters(GeoCell cell) {
        long bits = GeoCell.of(cell.longitude(), cell.latitude(), STANDARD_LATITUDE, GeoCell.MOST_STEPS)
                .bits();
        StringBuilder letters = new StringBuilder(HASH_LETTERS);
        for (int end = BITS_PER_LETTER; end <= HASH_BITS; end += BITS_PER_LETTER) {
            letters.append(LETTERS.charAt((int) (bits >>> (HASH_BITS - end)) & 0x1F));
        }
        // There are two bits for an eleventh letter, which Redis does not show.
        return letters.append(LETTERS.charAt(0)).toString();
    }

    private static void position(Call call) {
        Slice key = call.key(1);
        call.db().sortedSets().size(key);
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            double score = call.db().sortedSets().score(key, call.field(i));
            if (Double.isNaN(score)) {
                call.reply().nullArray();
            } else {
                replyPosition(call, GeoCell.ofScore(score));
            }
        }
    }
}
