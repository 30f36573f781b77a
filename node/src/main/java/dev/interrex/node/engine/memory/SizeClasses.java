package dev.interrex.node.engine.memory;

import java.util.Arrays;

/**
 * Sizes that slots have: steps of 8 bytes up to 128, then of about an eighth, chosen so that a slab is divided without a rest worth
 * mentioning.
 */
final class SizeClasses {
    /** Largest slot in a slab of one page. */
    static final int LARGEST_SMALL = 8192;

    /** Largest slot in a slab of {@link #PAGES_OF_MEDIUM} pages, and of all. */
    static final int LARGEST = 65536;

    static final int PAGES_OF_MEDIUM = 8;

    private static final int FINE_STEP = 8;
    private static final int LARGEST_FINE = 128;

    private static final int[] SIZES = sizes();
    private static final byte[] CLASS_BY_STEP = classByStep();

    private SizeClasses() {}

    static int count() {
        return SIZES.length;
    }

    static int size(int sizeClass) {
        return SIZES[sizeClass];
    }

    /** The smallest class whose slots hold {@code bytes}, from 1 to {@link #LARGEST}. */
    static int of(int bytes) {
        if (bytes <= LARGEST_SMALL) {
            return CLASS_BY_STEP[(bytes + FINE_STEP - 1) >>> 3];
        }
        int sizeClass = CLASS_BY_STEP[LARGEST_SMALL >>> 3] + 1;
        while (SIZES[sizeClass] < bytes) {
            sizeClass++;
        }
        return sizeClass;
    }

    static int pages(int sizeClass) {
        return SIZES[sizeClass] <= LARGEST_SMALL ? 1 : PAGES_OF_MEDIUM;
    }

    private static int[] sizes() {
        int[] sizes = new int[128];
        int count = 0;
        for (int size = FINE_STEP; size <= LARGEST_FINE; size += FINE_STEP) {
            sizes[count++] = size;
        }
        int last = LARGEST_FINE;
        while (last < LARGEST) {
            int slab = last < LARGEST_SMALL ? Memory.PAGE_BYTES : Memory.PAGE_BYTES * PAGES_OF_MEDIUM;
            int slots = slab / last;
            int size;
            do {
                slots--;
                size = slab / slots & -FINE_STEP;
            } while (size <= last || slots > 1 && slab / (slots - 1) <= last + last / 8);
            sizes[count++] = size;
            last = size;
        }
        return Arrays.copyOf(sizes, count);
    }

    private static byte[] classByStep() {
        byte[] classes = new byte[LARGEST_SMALL / FINE_STEP + 1];
        int sizeClass = 0;
        for (int step = 0; step < classes.length; step++) {
            while (SIZES[sizeClass] < step * FINE_STEP) {
                sizeClass++;
            }
            classes[step] = (byte) sizeClass;
        }
        return classes;
    }
}
