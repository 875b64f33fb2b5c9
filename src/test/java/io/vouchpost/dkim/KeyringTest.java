package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vouchpost.config.DkimSettings;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which key signs for whom, and what is said of keys that cannot. */
class KeyringTest {

    @TempDir
    Path folder;

    KeyFiles files;

    @BeforeEach
    void setUp() {
        files = new KeyFiles(folder);
    }

    private static List<String> selectors(Keyring keyring, String domain) {
        return keyring.of(domain).stream().map(SigningKey::selector).toList();
    }

    @Test
    void aKeySignsForItsDomainOnly() {
        Keyring keyring = KeyFiles.keyring(files.ed25519("example.org", "a"));
        assertThat(selectors(keyring, "Example.ORG")).containsExactly("a");
        assertThat(selectors(keyring, "mail.example.org")).isEmpty();
        assertThat(selectors(keyring, "anexample.org")).isEmpty();
        assertThat(selectors(keyring, "org")).isEmpty();
        assertThat(selectors(keyring, "")).isEmpty();
        assertThat(selectors(keyring, "[192.0.2.1]")).isEmpty();
        assertThat(selectors(keyring, "a".repeat(64) + ".example.org")).isEmpty();
        assertThat(selectors(keyring, "a..example.org")).isEmpty();
    }

    @Test
    void aKeyForSubdomainsSignsWhereThereIsNoneCloser() {
        Keyring keyring = KeyFiles.keyring(
                KeyFiles.withSubdomains(files.ed25519("example.org", "top")),
                KeyFiles.withSubdomains(files.ed25519("dept.example.org", "dept")),
                files.ed25519("lab.dept.example.org", "lab"));
        assertThat(selectors(keyring, "example.org")).containsExactly("top");
        assertThat(selectors(keyring, "a.b.example.org")).containsExactly("top");
        assertThat(selectors(keyring, "dept.example.org")).containsExactly("dept");
        assertThat(selectors(keyring, "lab.dept.example.org")).containsExactly("lab");
        assertThat(selectors(keyring, "x.lab.dept.example.org")).containsExactly("dept");
    }

    @Test
    void bothKeysOfADomainSign() {
        Keyring keyring = KeyFiles.keyring(files.ed25519("example.org", "new"), files.rsa("example.org", "old", 1024));
        assertThat(new Signing(keyring).signatures("From: a@example.org\r\n\r\n"))
                .containsSubsequence("a=ed25519-sha256", "s=new;", "a=rsa-sha256", "s=old;");
    }

    @Test
    void authorsOfTwoDomainsAreBothVouchedFor() {
        Keyring keyring = KeyFiles.keyring(files.ed25519("example.org", "a"), files.ed25519("example.net", "b"));
        assertThat(new Signing(keyring).signatures("From: a@example.org, b@example.net, c@example.org\r\n\r\n"))
                .containsOnlyOnce("d=example.org; s=a;")
                .containsOnlyOnce("d=example.net; s=b;");
    }

    @Test
    void aDomainInUnicodeIsTheSameInALabels() {
        Keyring keyring = KeyFiles.keyring(files.ed25519("xn--bcher-kva.example", "a"));
        assertThat(selectors(keyring, "b\u00fccher.example")).containsExactly("a");
        assertThat(selectors(keyring, "B\u00dcCHER.example")).containsExactly("a");
        byte[] content = "From: a@b\u00fccher.example\r\n\r\n".getBytes(UTF_8);
        assertThat(new Signing(keyring).signatures("", content)).contains("d=xn--bcher-kva.example;");
    }

    @Test
    void keysInTheFormOfPkcs1AreReadToo() throws Exception {
        KeyPair pair = KeyFiles.pair("RSA", 1024);
        byte[] pkcs1 = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .getPrivateKey()
                .getOctets();
        Keyring keyring = KeyFiles.keyring(files.file("example.org", "old", "RSA PRIVATE KEY", pkcs1));
        assertThat(keyring.publicRecords())
                .containsExactly(new PublicRecord(
                        "old._domainkey.example.org",
                        "v=DKIM1; k=rsa; p="
                                + Base64.getEncoder()
                                        .encodeToString(pair.getPublic().getEncoded())));
    }

    @Test
    void thePublicRecordIsThatOfRfc8463() {
        byte[] seed = Base64.getDecoder().decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
        byte[] start = HexFormat.of().parseHex("302e020100300506032b657004220420");
        byte[] der = ByteBuffer.allocate(48).put(start).put(seed).array();
        Keyring keyring = KeyFiles.keyring(files.file("football.example.com", "brisbane", "PRIVATE KEY", der));
        assertThat(keyring.publicRecords().get(0).zoneLine())
                .isEqualTo("brisbane._domainkey.football.example.com. TXT"
                        + " \"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"");
    }

    @Test
    void aLongRecordIsSeveralStringsInAZoneFile() {
        PublicRecord record = KeyFiles.keyring(files.rsa("example.org", "a", 2048))
                .publicRecords()
                .get(0);
        String line = record.zoneLine();
        assertThat(line).startsWith("a._domainkey.example.org. TXT \"v=DKIM1; k=rsa; p=MII");
        assertThat(line.replaceAll("^[^\"]*\"|\" \"|\"$", "")).isEqualTo(record.value());
        assertThat(line.split("\"")).allMatch(part -> part.length() <= 255);
    }

    @Test
    void keysThatCannotSignAreToldByTheirFile() throws Exception {
        refused(files.rsa("example.org", "weak", 512), "weak.pem has an RSA key of 512 bits");
        byte[] ec = KeyFiles.pair("EC", 256).getPrivate().getEncoded();
        refused(files.file("example.org", "ec", "PRIVATE KEY", ec), "a key of a kind other than RSA and Ed25519");
        byte[] ed448 = KeyFiles.pair("EdDSA", 448).getPrivate().getEncoded();
        refused(files.file("example.org", "ed448", "PRIVATE KEY", ed448), "of a kind other than RSA and Ed25519");
        Path text = Files.writeString(folder.resolve("notes.txt"), "remember the milk");
        refused(new DkimSettings.Key("example.org", false, "a", text), "has no \"BEGIN PRIVATE KEY\"");
        refused(new DkimSettings.Key("example.org", false, "a", folder.resolve("none")), "there is no file");
    }

    @Test
    void namesThatCannotStandInAFieldAreRefused() {
        Path file = files.ed25519("example.org", "a").file();
        refused(new DkimSettings.Key("example.org", false, "a;\r\nBcc: b", file), "cannot be a selector");
        refused(new DkimSettings.Key("exam ple.org", false, "a", file), "is not the name of a domain");
        DkimSettings.Key key = new DkimSettings.Key("example.org", false, "a", file);
        assertThatThrownBy(() -> Keyring.load(new DkimSettings(List.of(key, key))))
                .isInstanceOf(UnusableKey.class)
                .hasMessage("there are two keys for the selector a._domainkey.example.org");
    }

    private static void refused(DkimSettings.Key key, String sentence) {
        assertThatThrownBy(() -> Keyring.load(new DkimSettings(List.of(key))))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void keysThatSomeReceiversDoNotTakeAreDoubtful() {
        Keyring keyring = KeyFiles.keyring(
                files.rsa("example.net", "short", 1024),
                files.rsa("example.org", "usual", 2048),
                files.ed25519("example.org", "modern"),
                files.ed25519("example.com", "alone"));
        assertThat(keyring.doubts())
                .containsExactly(
                        "many receivers do not verify Ed25519; example.com should have an RSA key beside it",
                        "the key of short._domainkey.example.net has less than 2048 bits, which RFC 8301 wants");
    }

    @Test
    void nothingOfAKeyIsInItsText() {
        Keyring keyring = KeyFiles.keyring(files.rsa("example.org", "a", 1024));
        assertThat(keyring.of("example.org")).hasToString("[a._domainkey.example.org]");
    }
}
