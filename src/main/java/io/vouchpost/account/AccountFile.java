package io.vouchpost.account;

import java.util.Optional;

/** Reads the lines of one file of accounts of another program, in order. Total: no line makes it fail. */
interface AccountFile {

    /**
     * @param number of the line, from one on
     * @param text without its end; empty where the line is of no meaning
     */
    Optional<ImportLine> read(long number, String text);

    /** After the last line: what is wrong if the file ends there. */
    default Optional<ImportLine> end(long number) {
        return Optional.empty();
    }
}
