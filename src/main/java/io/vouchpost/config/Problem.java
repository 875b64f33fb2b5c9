package io.vouchpost.config;

/**
 * One thing that is wrong with the configuration file.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty: the file as a whole
 * @param message what is allowed and what is there, as a sentence for a person; never a secret
 */
public record Problem(String pointer, String message) {

    /** On one line, whatever characters the file's keys have. */
    @Override
    public String toString() {
        return (pointer.isEmpty() ? message : pointer + ": " + message).replaceAll("\\p{Cntrl}", "?");
    }
}
