package io.vouchpost.delivery;

/** What one route has under way out of the spool: so many messages at a time. Belongs to one context. */
final class Lane {
    /** Taken at once: enough to share the round trip, few enough to share the work with other gateways. */
    private static final int AT_ONCE = 32;

    private int most;
    private int underWay;
    private boolean taking;
    private boolean again;

    /**
     * @param most messages at a time
     */
    void limit(int most) {
        this.most = most;
    }

    /** How many to take now; 0 when there is no room, or somebody is taking already and will look again. */
    int begin() {
        if (taking) {
            again = true;
            return 0;
        }
        int free = Math.min(AT_ONCE, most - underWay);
        taking = free > 0;
        again = false;
        return Math.max(0, free);
    }

    /**
     * So many were found.
     *
     * @param asked as {@link #begin} said
     * @return whether there may be more
     */
    boolean end(int asked, int found) {
        taking = false;
        underWay += found;
        return again || found == asked;
    }

    void delivered() {
        underWay--;
    }

    boolean isIdle() {
        return underWay == 0 && !taking;
    }
}
