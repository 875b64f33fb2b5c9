package io.vouchpost.guard;

/** A file that says of no address which country it is in; the message is a sentence for an operator. */
public final class UnusableGeoip extends Exception {
    private static final long serialVersionUID = 1;

    UnusableGeoip(String sentence) {
        super(sentence);
    }

    /** For a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
