package io.vouchpost.database;

/**
 * What became of the tables.
 *
 * @param steps applied just now; 0 where all was there
 * @param version of the schema, which may be a later one than this program knows
 */
public record Migrated(int steps, String version) {}
