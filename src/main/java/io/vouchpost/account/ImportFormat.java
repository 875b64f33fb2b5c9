package io.vouchpost.account;

import java.util.function.Supplier;

/** Of which program the file is that accounts are imported from. */
public enum ImportFormat {
    /** Dovecot's passwd-file. */
    DOVECOT(DovecotFile::new),
    /** A dump of Cyrus SASL's sasldb. */
    SASLDB(SasldbFile::new),
    /** A table that names its columns. */
    CSV(CsvFile::new);

    private final Supplier<AccountFile> file;

    ImportFormat(Supplier<AccountFile> file) {
        this.file = file;
    }

    AccountFile file() {
        return file.get();
    }
}
