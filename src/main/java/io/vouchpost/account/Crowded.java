package io.vouchpost.account;

/** No place is left in somebody's lane. */
final class Crowded extends RuntimeException {
    private static final long serialVersionUID = 1;

    Crowded(String where) {
        super("no room " + where, null, false, false);
    }
}
