package io.vouchpost.probe;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The public half of a DKIM key (RFC 6376 §3.6.1): whether it is there, can be used, and belongs to the private one. */
final class DkimRecord {
    private static final int LEAST_BITS = 1024;
    private static final int ENOUGH_BITS = 2048;
    private static final int ED25519_OCTETS = 32;

    private DkimRecord() {}

    /** @param expected the value that the private key asks for; empty where that is not known */
    static void check(String name, String expected, TextRecords lookups, Notes notes) throws NoAnswer {
        var records = lookups.texts(name);
        var publish = expected.isEmpty()
                ? "publish the key that your signer has"
                : "publish the line that vouchpost check prints for it";
        if (records.isEmpty()) {
            notes.failed("there is no " + name + ": signatures by it cannot be verified", publish);
            return;
        }
        if (records.size() > 1) {
            notes.failed(name + " has " + records.size() + " TXT records, where only one may be", publish);
            return;
        }
        var tags = tags(records.get(0));
        var key = tags.getOrDefault("p", "");
        if (key.isEmpty()) {
            notes.failed(name + (tags.containsKey("p") ? " revokes the key" : " has no key in it"), publish);
        } else if (!expected.isEmpty() && !key.equals(tags(expected).get("p"))) {
            notes.failed(name + " has another key than the one that is signed with", publish);
        } else {
            judge(name, tags, expected.isEmpty() ? "" : ", the one that is signed with", notes);
        }
    }

    private static void judge(String name, Map<String, String> tags, String whose, Notes notes) {
        var type = tags.getOrDefault("k", "rsa").toLowerCase(Locale.ROOT);
        var broken = "write it anew; whoever copies it loses a piece easily";
        try {
            var octets = Base64.getDecoder().decode(tags.getOrDefault("p", ""));
            if (type.equals("ed25519")) {
                if (octets.length == ED25519_OCTETS) {
                    notes.ok(name + " has an Ed25519 key" + whose, Map.of("name", name, "type", type));
                } else {
                    notes.failed(name + " has an Ed25519 key of the wrong length", broken);
                }
                return;
            }
            var key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(octets));
            judgeRsa(name, key.getModulus().bitLength(), whose, notes);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            notes.failed(name + " has a key that cannot be read", broken);
        }
    }

    private static void judgeRsa(String name, int bits, String whose, Notes notes) {
        var said = name + " has an RSA key of " + bits + " bits" + whose;
        var detail = Map.of("name", name, "type", "rsa", "bits", bits);
        if (bits >= ENOUGH_BITS) {
            notes.ok(said, detail);
        } else {
            notes.add(
                    bits < LEAST_BITS ? Outcome.FAILED : Outcome.WARN,
                    said,
                    "make one of 2048 bits (RFC 8301 §3.2)",
                    detail);
        }
    }

    private static Map<String, String> tags(String record) {
        var tags = new HashMap<String, String>();
        for (var tag : record.split(";", -1)) {
            var parts = tag.split("=", 2);
            if (parts.length == 2) {
                tags.put(parts[0].strip(), parts[1].replaceAll("\\s", ""));
            }
        }
        return tags;
    }
}
