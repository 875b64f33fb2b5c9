package io.vouchpost.account;

import io.vertx.core.Future;
import io.vouchpost.config.VerifierSettings;
import io.vouchpost.secret.Secret;

/** One-time codes behind a password, for the accounts that want one. */
public interface SecondFactors {
    /** Nobody has a code. */
    SecondFactors NONE = new SecondFactors() {
        @Override
        public Typed split(Secret typed) {
            return new Typed(Secret.ofOctets(typed.octets().clone()), Secret.ofOctets(new byte[0]));
        }

        @Override
        public Future<Boolean> redeem(long account, Secret code) {
            return Future.succeededFuture(false);
        }
    };

    /**
     * What was typed in one, taken apart. Both belong to the receiver.
     *
     * @param code empty where there is none; then all of it is the password
     */
    record Typed(Secret password, Secret code) implements AutoCloseable {
        @Override
        public void close() {
            password.close();
            code.close();
        }
    }

    /**
     * Takes a password and the code behind it apart. Asked for accounts that want a code only.
     *
     * @param typed stays the caller's
     */
    Typed split(Secret typed);

    /**
     * Whether the code is right and was never used before; from now on it has been. Asked after the password was right only.
     *
     * @param account id of its row
     * @param code stays the caller's; may be empty, which is never right
     * @return fails when the database is away
     */
    Future<Boolean> redeem(long account, Secret code);

    /** Other keys to open secrets with, from now on. */
    default void apply(VerifierSettings settings) {}
}
