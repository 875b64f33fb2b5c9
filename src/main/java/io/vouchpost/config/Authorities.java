package io.vouchpost.config;

import java.nio.file.Path;

/**
 * Who may vouch for another's certificate, as they were when the configuration was read: a file that is changed later, or
 * half written, changes nothing by itself.
 *
 * @param pem the file's content
 */
public record Authorities(Path file, String pem) {

    /** Blocks. */
    public static Authorities read(Path file) throws PemFiles.Unusable {
        var text = PemFiles.text(file);
        PemFiles.certificates(file, text);
        return new Authorities(file, text);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
