package io.vouchpost.account;

/** Of which program the file is that accounts are imported from. */
public enum ImportFormat {
    /** Dovecot's passwd-file. */
    DOVECOT,
    /** A dump of Cyrus SASL's sasldb. */
    SASLDB,
    /** A table that names its columns. */
    CSV;

    /** A reader for one file. */
    AccountFile file() {
        return switch (this) {
            case DOVECOT -> new DovecotFile();
            case SASLDB -> new SasldbFile();
            case CSV -> new CsvFile();
        };
    }
}
