package io.vouchpost.cli;

/**
 * An answer that is a yes or a no, for scripts too.
 *
 * @param positive exit code 0 where it is, 1 where not
 */
record Verdict(boolean positive, Answer answer) {}
