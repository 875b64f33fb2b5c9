package io.vouchpost.tls;

/** TLS cannot be offered as the settings want it; the message is a sentence for an operator, without secrets. */
public final class UnusableTls extends Exception {
    private static final long serialVersionUID = 1;

    UnusableTls(String sentence) {
        super(sentence);
    }
}
