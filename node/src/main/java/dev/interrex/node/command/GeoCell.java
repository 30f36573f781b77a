package dev.interrex.node.command;

/**
 * A cell of the earth's surface in Redis's geohash: longitude and latitude halved in turns, {@code step} times each.
 *
 * <pre>
 *   bits   | … | longitude bit | latitude bit | longitude bit | latitude bit |     the last ones halved last
 * </pre>
 *
 * With {@value #MOST_STEPS} steps it has 52 bits, which a score holds exactly, and near cells are mostly near in their numbers.
 * Latitudes end where the Mercator projection is a square.
 */
record GeoCell(long bits, int step) {
    static final int MOST_STEPS = 26;
    static final double MOST_LONGITUDE = 180;
    static final double MOST_LATITUDE = 85.05112878;

    private static final long LONGITUDE_BITS = 0xAAAAAAAAAAAAAAAAL;
    private static final long LATITUDE_BITS = 0x5555555555555555L;

    /** What a cell covers, in degrees. */
    record Area(double west, double east, double south, double north) {}

    /** The cell that a point is in; the point is within the bounds of coordinates. */
    static GeoCell of(double longitude, double latitude, int step) {
        return of(longitude, latitude, MOST_LATITUDE, step);
    }

    /** As {@link #of(double, double, int)}, for latitudes up to {@code mostLatitude}, of which the standard geohash has 90. */
    static GeoCell of(double longitude, double latitude, double mostLatitude, int step) {
        double east = (longitude + MOST_LONGITUDE) / (2 * MOST_LONGITUDE) * (1L << step);
        double north = (latitude + mostLatitude) / (2 * mostLatitude) * (1L << step);
        return new GeoCell(spread((long) north) | spread((long) east) << 1, step);
    }

    /** The cell of a score. */
    static GeoCell ofScore(double score) {
        return new GeoCell((long) score, MOST_STEPS);
    }

    Area area() {
        double cells = 1L << step;
        double east = gathered(bits >>> 1);
        double north = gathered(bits);
        return new Area(
                -MOST_LONGITUDE + east / cells * (2 * MOST_LONGITUDE),
                -MOST_LONGITUDE + (east + 1) / cells * (2 * MOST_LONGITUDE),
                -MOST_LATITUDE + north / cells * (2 * MOST_LATITUDE),
                -MOST_LATITUDE + (north + 1) / cells * (2 * MOST_LATITUDE));
    }

    /** Longitude of its middle. */
    double longitude() {
        Area area = area();
        return Math.clamp((area.west + area.east) / 2, -MOST_LONGITUDE, MOST_LONGITUDE);
    }

    /** Latitude of its middle. */
    double latitude() {
        Area area = area();
        return Math.clamp((area.south + area.north) / 2, -MOST_LATITUDE, MOST_LATITUDE);
    }

    /** The cell so many columns to the east and rows to the north, -1 to 1; behind the last one comes the first. */
    GeoCell neighbor(int east, int north) {
        long ownLongitude = moved(bits & LONGITUDE_BITS, east, LATITUDE_BITS) & LONGITUDE_BITS >>> (64 - step * 2);
        long ownLatitude = moved(bits & LATITUDE_BITS, north, LONGITUDE_BITS) & LATITUDE_BITS >>> (64 - step * 2);
        return new GeoCell(ownLongitude | ownLatitude, step);
    }

    /** Adds to every second bit: a carry has to pass those between, so they are ones for adding and zeros for borrowing. */
    private long moved(long part, int by, long between) {
        long ones = between >>> (64 - step * 2);
        if (by > 0) {
            return part + (ones + 1);
        }
        return by < 0 ? (part | ones) - (ones + 1) : part;
    }

    /** The least score within it. */
    double firstScore() {
        return bits << (2 * (MOST_STEPS - step));
    }

    /** The least score behind it. */
    double endScore() {
        return (bits + 1) << (2 * (MOST_STEPS - step));
    }

    /** Puts a zero before every one of the lower 32 bits. */
    private static long spread(long value) {
        long spread = value & 0xFFFFFFFFL;
        spread = (spread | spread << 16) & 0x0000FFFF0000FFFFL;
        spread = (spread | spread << 8) & 0x00FF00FF00FF00FFL;
        spread = (spread | spread << 4) & 0x0F0F0F0F0F0F0F0FL;
        spread = (spread | spread << 2) & 0x3333333333333333L;
        return (spread | spread << 1) & LATITUDE_BITS;
    }

    /** Takes every second bit, from the lowest on. */
    private static long gathered(long value) {
        long gathered = value & LATITUDE_BITS;
        gathered = (gathered | gathered >>> 1) & 0x3333333333333333L;
        gathered = (gathered | gathered >>> 2) & 0x0F0F0F0F0F0F0F0FL;
        gathered = (gathered | gathered >>> 4) & 0x00FF00FF00FF00FFL;
        gathered = (gathered | gathered >>> 8) & 0x0000FFFF0000FFFFL;
        return (gathered | gathered >>> 16) & 0xFFFFFFFFL;
    }
}
