package dev.interrex.node.command;

import java.util.ArrayList;
import java.util.List;

/**
 * A circle or a box around a point.
 *
 * @param isBox whether it is a box, whose sides are {@code width} and {@code height}; a circle has a radius of {@code width}
 * @param width in metres
 * @param height in metres
 */
record GeoShape(double longitude, double latitude, boolean isBox, double width, double height) {
    private static final double EARTH_RADIUS = 6372797.560856;
    private static final double MERCATOR_HALF = 20037726.37;
    private static final double RADIANS = Math.PI / 180.0;
    private static final double POLAR_LATITUDE = 66;
    private static final double NEAR_POLE_LATITUDE = 80;

    /** Neighbors in the order in which Redis looks at them: columns to the east, rows to the north. */
    private static final int[][] NEIGHBORS = {{0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}};

    /** Metres between two points of a sphere: the haversine formula. */
    static double distance(double longitude, double latitude, double otherLongitude, double otherLatitude) {
        double v = Math.sin((otherLongitude * RADIANS - longitude * RADIANS) / 2);
        if (v == 0) {
            return latitudeDistance(latitude, otherLatitude);
        }
        double one = latitude * RADIANS;
        double other = otherLatitude * RADIANS;
        double u = Math.sin((other - one) / 2);
        double a = u * u + Math.cos(one) * Math.cos(other) * v * v;
        return 2.0 * EARTH_RADIUS * Math.asin(Math.sqrt(a));
    }

    private static double latitudeDistance(double latitude, double otherLatitude) {
        return EARTH_RADIUS * Math.abs(otherLatitude * RADIANS - latitude * RADIANS);
    }

    /** Metres from the middle to a point within the shape; -1 for one outside. */
    double distanceWithin(double otherLongitude, double otherLatitude) {
        if (isBox) {
            boolean within = latitudeDistance(otherLatitude, latitude) <= height / 2
                    && distance(otherLongitude, otherLatitude, longitude, otherLatitude) <= width / 2;
            return within ? distance(longitude, latitude, otherLongitude, otherLatitude) : -1;
        }
        double distance = distance(longitude, latitude, otherLongitude, otherLatitude);
        return distance <= width ? distance : -1;
    }

    /** Cells that cover the shape: the one of its middle and the neighbors that it may reach, in Redis's order. */
    List<GeoCell> cells() {
        GeoCell.Area bounds = bounds();
        double reach = isBox ? Math.sqrt(width / 2 * (width / 2) + height / 2 * (height / 2)) : width;
        int steps = steps(reach);
        GeoCell middle = GeoCell.of(longitude, latitude, steps);
        if (steps > 1 && !neighborsReach(middle, bounds)) {
            steps--;
            middle = GeoCell.of(longitude, latitude, steps);
        }
        GeoCell.Area area = middle.area();
        List<GeoCell> cells = new ArrayList<>(List.of(middle));
        for (int[] neighbor : NEIGHBORS) {
            boolean useless = steps >= 2
                    && (neighbor[1] < 0 && area.south() < bounds.south()
                            || neighbor[1] > 0 && area.north() > bounds.north()
                            || neighbor[0] < 0 && area.west() < bounds.west()
                            || neighbor[0] > 0 && area.east() > bounds.east());
            GeoCell cell = middle.neighbor(neighbor[0], neighbor[1]);
            // Of few large cells neighbors may be the same.
            if (!useless && (cells.size() == 1 || !cells.getLast().equals(cell))) {
                cells.add(cell);
            }
        }
        return cells;
    }

    private GeoCell.Area bounds() {
        double halfHeight = isBox ? height / 2 : width;
        double halfWidth = isBox ? width / 2 : width;
        double north = halfHeight / EARTH_RADIUS / RADIANS;
        // The side nearer to the pole spans more degrees.
        double widest = latitude < 0 ? latitude - north : latitude + north;
        double east = halfWidth / EARTH_RADIUS / Math.cos(widest * RADIANS) / RADIANS;
        return new GeoCell.Area(longitude - east, longitude + east, latitude - north, latitude + north);
    }

    private int steps(double reach) {
        if (reach == 0) {
            return GeoCell.MOST_STEPS;
        }
        int steps = -1;
        for (double range = reach; range < MERCATOR_HALF; range *= 2) {
            steps++;
        }
        double fromEquator = Math.abs(latitude);
        steps -= fromEquator > POLAR_LATITUDE ? 1 : 0;
        steps -= fromEquator > NEAR_POLE_LATITUDE ? 1 : 0;
        return Math.clamp(steps, 1, GeoCell.MOST_STEPS);
    }

    /** Whether the middle cell and its neighbors cover the bounds. */
    private static boolean neighborsReach(GeoCell middle, GeoCell.Area bounds) {
        return middle.neighbor(0, 1).area().north() >= bounds.north()
                && middle.neighbor(0, -1).area().south() <= bounds.south()
                && middle.neighbor(1, 0).area().east() >= bounds.east()
                && middle.neighbor(-1, 0).area().west() <= bounds.west();
    }
}
