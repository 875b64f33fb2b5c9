package io.vouchpost.account;

/**
 * What an import has come to.
 *
 * @param added or, where nothing is written, what would be
 * @param withoutIdentity how many of those cannot send until they are given an address
 * @param alreadyThere left as they were
 * @param skipped lines that could not be taken
 */
public record ImportCounts(long added, long withoutIdentity, long alreadyThere, long skipped) {
    static final ImportCounts NONE = new ImportCounts(0, 0, 0, 0);

    ImportCounts plus(ImportCounts other) {
        return new ImportCounts(
                added + other.added,
                withoutIdentity + other.withoutIdentity,
                alreadyThere + other.alreadyThere,
                skipped + other.skipped);
    }
}
