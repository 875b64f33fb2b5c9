package io.vouchpost.sasl;

/** A SASL mechanism (RFC 4422 §3): how to start its exchanges. Stateless. */
public interface Mechanism {

    /** As registered, in upper case. */
    String name();

    /**
     * A new exchange.
     *
     * @param credentials what it checks the client's proofs with
     * @param channel the TLS below it
     */
    Exchange start(Credentials credentials, Channel channel);
}
