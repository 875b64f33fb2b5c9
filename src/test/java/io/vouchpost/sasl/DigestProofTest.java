package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestProofTest {

    /** RFC 2831 §4: Chris, by IMAP and by ACAP, with the password "secret". */
    @ParameterizedTest
    @CsvSource({
        "OA6MG9tEQGm2hh, OA6MHXh6VqTrRk, imap/elwood.innosoft.com,"
                + " d388dad90d4bbd760a152321f2143af7, ea40f60335c427b5527b84dbabcdfffd",
        "OA9BSXrbuRhWay, OA9BSuZWMSpW8m, acap/elwood.innosoft.com,"
                + " 6084c6db3fede7352c551284490fd0fc, 2f0b3d7c3c2e486600ef710726aa2eae"
    })
    void isThatOfTheExamples(String nonce, String cnonce, String digestUri, String response, String rspauth) {
        var secret = DigestMd5Secret.of("chris", "elwood.innosoft.com", Secret.ofText("secret"));
        var proof = new DigestProof(nonce, "00000001", cnonce, "auth", digestUri, Optional.empty());
        assertThat(HexFormat.of().formatHex(proof.response(secret))).isEqualTo(response);
        assertThat(HexFormat.of().formatHex(proof.rspauth(secret))).isEqualTo(rspauth);
    }
}
