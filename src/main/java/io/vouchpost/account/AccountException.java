package io.vouchpost.account;

/** What was asked cannot be done to this account; the message is a sentence for whoever asked. */
public final class AccountException extends RuntimeException {

    AccountException(String message) {
        super(message, null, false, false);
    }

    static AccountException unknown(String name) {
        return new AccountException("There is no account named " + name + ".");
    }
}
