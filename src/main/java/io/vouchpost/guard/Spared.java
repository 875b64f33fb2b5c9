package io.vouchpost.guard;

import io.vouchpost.address.AddressBlocks;
import io.vouchpost.config.GuardSettings;
import java.util.function.Predicate;

/** The addresses that an operator wants neither counted nor locked: exempt networks and trusted proxies. Safe for all threads. */
public final class Spared implements Predicate<String> {
    private volatile AddressBlocks exempt;

    /**
     * @throws IllegalArgumentException for an exempt network that is none
     */
    public Spared(GuardSettings settings) {
        this.exempt = AddressBlocks.of(settings.exempt());
    }

    /** New settings, from now on. */
    public void apply(GuardSettings settings) {
        exempt = AddressBlocks.of(settings.exempt());
    }

    @Override
    public boolean test(String address) {
        return exempt.contains(address);
    }
}
