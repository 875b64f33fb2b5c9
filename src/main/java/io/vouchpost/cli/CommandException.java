package io.vouchpost.cli;

/** Why a command cannot do what it was asked; the message is what the person is told. */
public final class CommandException extends RuntimeException {
    private final int exitCode;

    /** A problem: exit code 1. */
    public CommandException(String message) {
        this(message, 1);
    }

    /**
     * @param exitCode 1 for a problem, 2 for a wrong use
     */
    public CommandException(String message, int exitCode) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
