package io.vouchpost.database;

import java.util.Optional;

/**
 * That of a database, which is fixed when it is made. Names of accounts have letters of all scripts (RFC 6531, RFC 8265):
 * elsewhere than in UTF-8 some cannot be written, and lengths are counted in octets.
 */
record Encoding(String name) {
    static final String QUESTION = "SHOW server_encoding";
    private static final String WANTED = "UTF8";

    /**
     * Why it cannot be used, in a sentence; empty where it can.
     *
     * @param database its name
     */
    Optional<String> objection(String database) {
        return name.equals(WANTED)
                ? Optional.empty()
                : Optional.of("the database " + database + " has the encoding " + name
                        + ", which cannot keep the letters of all names: make one with CREATE DATABASE … ENCODING 'UTF8'"
                        + " TEMPLATE template0, and name that");
    }
}
