package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * LOGIN, which was never more than a draft (draft-murchison-sasl-login) and which devices still use: the name, then the
 * password. The name may come as an initial response.
 */
public final class Login implements Mechanism {
    /** The prompts as some clients compare them to the letter. */
    private static final String USERNAME = "Username:";

    private static final String PASSWORD = "Password:";

    @Override
    public String name() {
        return "LOGIN";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        return new NameThenPassword(credentials);
    }

    private static final class NameThenPassword implements Exchange {
        private final Credentials credentials;
        private Optional<String> authcid = Optional.empty();

        NameThenPassword(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public Future<Step> next(Optional<Secret> response) {
            if (response.isEmpty()) {
                return ask(USERNAME);
            }
            byte[] octets = response.get().octets();
            if (holdsNul(octets)) {
                return Future.succeededFuture(new Step.Invalid("a response of LOGIN has a NUL octet"));
            }
            return authcid.isEmpty() ? takeName(octets) : check(authcid.get(), octets);
        }

        private Future<Step> takeName(byte[] octets) {
            if (octets.length > Names.LONGEST) {
                return Future.succeededFuture(new Step.Invalid("a name is longer than " + Names.LONGEST + " octets"));
            }
            authcid = Optional.of(new String(octets, StandardCharsets.UTF_8));
            return ask(PASSWORD);
        }

        private Future<Step> check(String name, byte[] octets) {
            var password = Secret.ofOctets(Arrays.copyOf(octets, octets.length));
            return credentials
                    .check(name, password)
                    .onComplete(done -> password.close())
                    .map(verdict -> new Step.Done(name, verdict));
        }

        private static Future<Step> ask(String prompt) {
            return Future.succeededFuture(Step.Challenge.of(prompt.getBytes(StandardCharsets.US_ASCII)));
        }

        private static boolean holdsNul(byte[] octets) {
            for (byte octet : octets) {
                if (octet == 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
