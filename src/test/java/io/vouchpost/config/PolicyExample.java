package io.vouchpost.config;

import java.util.List;

/** Settings of the policy for tests. */
public final class PolicyExample {
    private PolicyExample() {}

    /** With these grants; reads on where nothing is to be refused. */
    public static PolicySettings granting(PolicySettings.Mode mode, PolicySettings.Grant... grants) {
        return new PolicySettings(mode, true, false, true, "+", List.of(grants));
    }

    /** As by default. */
    public static PolicySettings strict() {
        return new PolicySettings(PolicySettings.Mode.ENFORCE, true, false, true, "+", List.of());
    }
}
