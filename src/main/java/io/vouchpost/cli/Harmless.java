package io.vouchpost.cli;

/** What clients have chosen, as it may be shown: no terminal shall obey it, nor show it in another order. */
final class Harmless {
    private Harmless() {}

    static String text(String chosen) {
        return chosen.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
