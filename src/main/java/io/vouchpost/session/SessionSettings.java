package io.vouchpost.session;

import io.vouchpost.config.LimitSettings;
import io.vouchpost.config.PolicySettings;
import java.util.List;

/**
 * What a session goes by, fixed when it starts.
 *
 * @param startTls whether the listener offers STARTTLS
 * @param mechanisms offered once TLS is up
 * @param failures wrong passwords in one session before the next attempt closes it
 * @param fingerprints whether second copies of messages are looked for, so that each needs its fingerprint
 */
public record SessionSettings(
        String hostname,
        boolean startTls,
        List<String> mechanisms,
        int failures,
        LimitSettings limits,
        PolicySettings policy,
        boolean fingerprints) {

    public SessionSettings {
        mechanisms = List.copyOf(mechanisms);
    }

    /** Whether what the policy forbids is refused, and not only reported. */
    boolean isEnforcing() {
        return policy.mode() == PolicySettings.Mode.ENFORCE;
    }
}
