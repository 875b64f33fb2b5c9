package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * NTLM's second version (MS-NLMP §3.3.2): HMAC-MD5 over the server's challenge and whatever the client has put behind the
 * proof, its own challenge and the time among it. The key is made from the hash and from user and domain, to the letter as the
 * client sent them; only the user in upper case.
 */
final class NtlmV2 implements NtlmProof {
    /** The length of HMAC-MD5. */
    private static final int PROOF = 16;

    /** The client's part without AV pairs (MS-NLMP §2.2.2.7). */
    private static final int SHORTEST = PROOF + 28;

    private final Set<String> identities;
    private final byte[] challenge;
    private final Secret response;

    private NtlmV2(Set<String> identities, byte[] challenge, Secret response) {
        this.identities = identities;
        this.challenge = challenge;
        this.response = response;
    }

    /** Empty where the NT response is none of this version. */
    static Optional<NtlmV2> of(NtlmAuthenticate message, NtlmChallenge challenge) {
        var octets = message.nt().octets();
        return octets.length >= SHORTEST && octets[PROOF] == 1 && octets[PROOF + 1] == 1
                ? Optional.of(new NtlmV2(identities(message.user(), message.domain()), challenge.nonce(), message.nt()))
                : Optional.empty();
    }

    /**
     * What is upper case beyond ASCII depends on whom one asks: Java makes SS of the German sharp s, Windows goes letter by
     * letter, curl leaves all but ASCII as it is. For a plain name the three are one.
     */
    private static Set<String> identities(String user, String domain) {
        var simple = new StringBuilder();
        var ascii = new StringBuilder();
        user.chars().forEach(letter -> {
            simple.append(Character.toUpperCase((char) letter));
            ascii.append(letter < 0x80 ? Character.toUpperCase((char) letter) : (char) letter);
        });
        var identities = new LinkedHashSet<String>();
        identities.add(simple + domain);
        identities.add(ascii + domain);
        identities.add(user.toUpperCase(Locale.ROOT) + domain);
        return identities;
    }

    @Override
    public boolean isFirstVersion() {
        return false;
    }

    @Override
    public boolean fits(Secret ntHash) {
        boolean fits = false;
        for (var identity : identities) {
            fits |= fits(ntHash, identity);
        }
        return fits;
    }

    private boolean fits(Secret ntHash, String identity) {
        var octets = response.octets();
        try (var key = Secret.ofOctets(mac(ntHash, identity.getBytes(StandardCharsets.UTF_16LE), new byte[0], 0))) {
            return MessageDigest.isEqual(mac(key, challenge, octets, PROOF), Arrays.copyOf(octets, PROOF));
        }
    }

    /** Over the first octets, and the second from there on. */
    private static byte[] mac(Secret key, byte[] first, byte[] second, int from) {
        var hmac = new HMac(new MD5Digest());
        var parameter = new KeyParameter(key.octets());
        hmac.init(parameter);
        hmac.update(first, 0, first.length);
        hmac.update(second, from, second.length - from);
        var mac = new byte[PROOF];
        hmac.doFinal(mac, 0);
        Arrays.fill(parameter.getKey(), (byte) 0);
        hmac.init(parameter); // in the place of what it keeps of the key
        return mac;
    }
}
