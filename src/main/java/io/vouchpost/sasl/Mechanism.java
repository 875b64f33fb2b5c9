package io.vouchpost.sasl;

/** A SASL mechanism (RFC 4422 §3): how to start its exchanges. Stateless. */
public interface Mechanism {

    /** As registered, in upper case. */
    String name();

    /**
     * A new exchange.
     *
     * @param credentials what it checks passwords with
     */
    Exchange start(Credentials credentials);
}
