package io.vouchpost.guard;

/**
 * Room asked for below a limit.
 *
 * @param key names what is counted, of 1,000 characters at most; the same for all gateways
 * @param limit of all gateways together in the window
 * @param amount at least 0
 */
record Claim(String key, Window window, long limit, long amount) {

    /**
     * It is more than there is room for.
     *
     * @param known how much there is already, as far as this gateway knows
     */
    record Excess(Claim claim, long known) {}
}
