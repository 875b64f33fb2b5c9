package io.vouchpost.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How clients log in.
 *
 * @param mechanisms in the order in which they are offered; the -PLUS forms of SCRAM follow from the channel bindings
 * @param realm for the mechanisms that have one
 * @param names others that clients know this server by, beside host name and realm
 * @param channelBinding names of those that may be used
 * @param legacyOnPrimary whether verifiers as good as the password are kept of an account's own password too
 * @param ntlmV1 whether NTLM's first version is taken
 * @param exchangeTimeout how long the client may take for all its responses
 * @param remember how long a right password is remembered; zero for not at all
 * @param oauth whose access tokens are taken; empty for nobody's
 */
public record SaslSettings(
        List<String> mechanisms,
        String realm,
        List<String> names,
        Set<String> channelBinding,
        boolean legacyOnPrimary,
        boolean ntlmV1,
        Duration exchangeTimeout,
        Duration remember,
        @Key(Key.BESIDE) HashSettings hash,
        @Key(Key.BESIDE) VerifierSettings verifiers,
        Optional<OauthSettings> oauth) {

    public SaslSettings {
        mechanisms = List.copyOf(mechanisms);
        names = List.copyOf(names);
        channelBinding = Set.copyOf(channelBinding);
    }
}
