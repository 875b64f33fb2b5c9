package io.vouchpost.account;

/** Hears how an import goes, batch by batch and within one by line; the import waits for it, and fails with what it throws. */
public interface ImportListener {

    /**
     * A batch is done.
     *
     * @param octets of the file, read so far
     */
    void progressed(long octets, ImportCounts counts);

    /**
     * A line was not taken.
     *
     * @param name empty where the line has none that an account could have
     * @param reason the rest of a sentence that starts with the line; has no secret in it
     */
    void skipped(long line, String name, String reason);

    /**
     * An account has been there before this import, and is as it was.
     */
    void alreadyThere(long line, String name);
}
