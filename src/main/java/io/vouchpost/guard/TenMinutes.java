package io.vouchpost.guard;

import java.util.Arrays;

/** How often something has happened in the last ten minutes, by the minute. */
final class TenMinutes {
    private static final int MINUTES = 10;
    private static final long MILLIS = 60_000;

    private final long[] minutes = new long[MINUTES];
    private final int[] counts = new int[MINUTES];

    TenMinutes() {
        Arrays.fill(minutes, Long.MIN_VALUE);
    }

    /** Counts one more. */
    void count(long now) {
        long minute = now / MILLIS;
        int place = (int) (minute % MINUTES);
        if (minutes[place] != minute) {
            minutes[place] = minute;
            counts[place] = 0;
        }
        counts[place]++;
    }

    int sum(long now) {
        long oldest = now / MILLIS - MINUTES;
        int sum = 0;
        for (int place = 0; place < MINUTES; place++) {
            sum += minutes[place] > oldest ? counts[place] : 0;
        }
        return sum;
    }
}
