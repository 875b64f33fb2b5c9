package io.vouchpost.database;

/** The database cannot be had; the message is a sentence for whoever runs it. */
public final class DatabaseException extends RuntimeException {

    public DatabaseException(String message) {
        super(message);
    }

    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
