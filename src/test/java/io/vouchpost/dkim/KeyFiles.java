package io.vouchpost.dkim;

import io.vouchpost.config.DkimSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;

/** A folder with private keys as {@code openssl genpkey} writes them. */
public record KeyFiles(Path folder) {

    /** A new RSA key for the domain; the file is named by the selector. */
    public DkimSettings.Key rsa(String domain, String selector, int bits) {
        return write(domain, selector, pair("RSA", bits));
    }

    public DkimSettings.Key ed25519(String domain, String selector) {
        return write(domain, selector, pair("Ed25519", 255));
    }

    private DkimSettings.Key write(String domain, String selector, KeyPair pair) {
        return file(domain, selector, "PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    DkimSettings.Key file(String domain, String selector, String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        try {
            Path file = Files.writeString(
                    folder.resolve(selector + ".pem"),
                    "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
            return new DkimSettings.Key(domain, false, selector, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DkimSettings.Key withSubdomains(DkimSettings.Key key) {
        return new DkimSettings.Key(key.domain(), true, key.selector(), key.file());
    }

    public static Keyring keyring(DkimSettings.Key... keys) {
        try {
            return Keyring.load(new DkimSettings(List.of(keys)));
        } catch (UnusableKey e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
