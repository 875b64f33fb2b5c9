package io.vouchpost.dkim;

/** A key that cannot sign; the message is a sentence for the operator, without anything of the key. */
public final class UnusableKey extends Exception {
    private static final long serialVersionUID = 1;

    UnusableKey(String sentence) {
        super(sentence);
    }

    /** For a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
