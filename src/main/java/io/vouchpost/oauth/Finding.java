package io.vouchpost.oauth;

/** What there is to say of a token. */
public sealed interface Finding {

    /**
     * It is right.
     *
     * @param name of whom it is for, as the issuer has it; whether there is such an account is another question
     */
    record Holder(String name) implements Finding {}

    /**
     * It is not.
     *
     * @param problem for the log, with nothing of the token in it
     */
    record Refused(String problem) implements Finding {}

    /**
     * Nobody can tell now.
     *
     * @param cause for the log
     */
    record Outage(String cause) implements Finding {}
}
