package io.vouchpost.account;

/**
 * How accounts are imported.
 *
 * @param ownIdentity whether a name that is an address may be sent as, where the file says nothing else
 * @param dryRun whether only to tell what would be done
 */
public record ImportOptions(ImportFormat format, boolean ownIdentity, boolean dryRun) {}
