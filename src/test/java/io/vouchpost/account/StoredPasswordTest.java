package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.account.hash.HashFormat;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a password field can be kept. That the hashes fit their password is shown by {@link AccountImportTest}. */
class StoredPasswordTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                | has no password
                    hunter2                                           | does not say by which {SCHEME} its password is kept
                    {hunter2                                          | does not say by which {SCHEME} its password is kept
                    xoWvLhjVTjvUU                                     | does not say by which {SCHEME} its password is kept
                    *                                                 | does not say by which {SCHEME} its password is kept
                    {}hunter2                                         | has a password in a scheme that is not known
                    {hunter2}                                         | has a password in a scheme that is not known
                    {PLAINTEXT}hunter2                                | has a password in a scheme that is not known
                    {MD5-CRYPT}$1$WaGjIuCI$.wEXX2blcAky7jm4TgexL.     | has a password in the scheme {MD5-CRYPT}, which is not read
                    {digest-md5}fefdf90a7477ee1121105d125e9023fc      | has a password in the scheme {DIGEST-MD5}, which is not read
                    {PLAIN}                                           | has a password that has not 1 to 1024 octets
                    {PLAIN.HEX}610062                                 | has a password with control characters
                    {PLAIN.HEX}e9                                     | has a password that is not UTF-8
                    {PLAIN.HEX}6                                      | has a hash that is not of its scheme's form
                    {PLAIN.B65}YQ==                                   | has a hash that is not of its scheme's form
                    {SSHA}FaJXtWjlIvjubqHPvs/EVFilybM=                | has a hash that is not of its scheme's form
                    {SSHA}FaJXtWjlIvjubqHPvs/EVFily!P2tyme            | has a hash that is not of its scheme's form
                    {SSHA256}FaJXtWjlIvjubqHPvs/EVFilybP2tyme         | has a hash that is not of its scheme's form
                    {SSHA.HEX}610fc2fd                                | has a hash that is not of its scheme's form
                    {SHA512-CRYPT}                                    | has a hash of a form that is not read
                    {SHA512-CRYPT}!$6$X.qogNuw$e4IL                   | has a hash of a form that is not read
                    {SHA512-CRYPT}$6$X.qogNuw$e4IL                    | has a hash of a form that is not read
                    $1$WaGjIuCI$.wEXX2blcAky7jm4TgexL.                | has a hash of a form that is not read
                    $2x$05$C1UMpf06CF058EdeMnth3.PwmHsu7a4bxrSN2vL5.H.gmONi4OvHS | has a hash of a form that is not read
                    $2y$31$C1UMpf06CF058EdeMnth3.PwmHsu7a4bxrSN2vL5.H.gmONi4OvHS | has a hash that costs too much to check, or too little
                    $5$rounds=999999999$Gg85r0shyFLHefCp$Hm4Y9.D1t6bGbAe12FL3x/bAXwcnH5jnISaI1SNJHu0 | has a hash that costs too much to check, or too little
                    $5$rounds=10$Gg85r0shyFLHefCp$Hm4Y9.D1t6bGbAe12FL3x/bAXwcnH5jnISaI1SNJHu0 | has a hash that costs too much to check, or too little
                    $argon2id$v=19$m=99999999,t=3,p=1$90qyyJ+dslV8Z+thj2vn7Q$D3LxVmgJNjha53LujmayUzkIosQrMGLGiMJpeSfQT40 | has a hash that costs too much to check, or too little
                    $argon2id$v=19$m=8,t=3,p=2$90qyyJ+dslV8Z+thj2vn7Q$D3LxVmgJNjha53LujmayUzkIosQrMGLGiMJpeSfQT40 | has a hash that costs too much to check, or too little
                    {ARGON2ID}$argon2id$v=16$m=64,t=3,p=1$90qyyJ+dslV8Z+thj2vn7Q$D3LxVmgJNjha53LujmayUzkIosQrMGLGiMJpeSfQT40 | has a hash of a form that is not read
                    {PBKDF2}$1$FneAf5.RoaOM41wM$5000$d1c3             | has a hash of a form that is not read
                    {PBKDF2}$1$FneAf5$99999999999$d1c3b9f164aa67b5ffd4a36d06078586fb9cd045 | has a hash that costs too much to check, or too little
                    {SCRAM-SHA-256}                                   | has a hash that is not of its scheme's form
                    {SCRAM-SHA-256}4096,2mqyoRNMf6HooncDPU+etg==,,    | has a hash that is not of its scheme's form
                    {SCRAM-SHA-256}0,2mqyoRNMf6HooncDPU+etg==,+Z5GoG8AcI6siY71HifF/1e6nOUfvpDzaAaWo/UMkTk=,GxpLwSVkbfyYsv77a23bbwbZWFHzEaYUgkUCK4NJfas= | has a hash that is not of its scheme's form
                    {CRAM-MD5}d153cf28                                | has a hash that is not of its scheme's form
                    """)
    void whatCannotBeKeptIsToldWithoutQuotingIt(String field, String reason) {
        assertThat(StoredPassword.read(field)).isEqualTo(new Imported.Unfit(reason));
    }

    @Test
    void aPasswordMayLookLikeAnything() {
        assertThat(StoredPassword.read("{PLAIN}{x}$6$ ü,"))
                .isInstanceOfSatisfying(
                        Imported.Plain.class,
                        plain -> assertThat(plain.password().reveal()).isEqualTo("{x}$6$ ü,"));
        assertThat(StoredPassword.read("{PLAIN}" + "x".repeat(1_024))).isInstanceOf(Imported.Plain.class);
        assertThat(StoredPassword.read("{PLAIN}" + "x".repeat(1_025))).isInstanceOf(Imported.Unfit.class);
    }

    @Test
    void cramMd5IsOuterStateThenInner() {
        var hex = "d153cf2801d8fe235efd0d73c7a330c0ff230abe51b3d1e4a121ee14bff02e63";
        assertThat(StoredPassword.read("{CRAM-MD5}" + hex))
                .isInstanceOfSatisfying(
                        Imported.CramMd5.class, cram -> assertThat(cram.states().octets())
                                .containsExactly(HexFormat.of().parseHex(hex)));
    }

    @Test
    void nothingOfItIsShown() {
        for (var field : new String[] {
            "{PLAIN}hunter2",
            "{CRAM-MD5}d153cf2801d8fe235efd0d73c7a330c0ff230abe51b3d1e4a121ee14bff02e63",
            "{SSHA}FaJXtWjlIvjubqHPvs/EVFilybP2tyme"
        }) {
            assertThat(StoredPassword.read(field).toString()).contains("hidden");
        }
    }

    @Property(tries = 2_000)
    void anyFieldIsReadOrUnfit(
            @ForAll
                    @StringLength(max = 120)
                    @Chars({'{', '}', '$', '.', '=', ',', 'm', 't', 'p', '1', '2', '6', 'a', 'y', '/'})
                    String field) {
        shownToBeWhole(StoredPassword.read(field));
        shownToBeWhole(StoredPassword.read("{SSHA}" + field));
        shownToBeWhole(StoredPassword.read("{SCRAM-SHA-256}" + field));
        shownToBeWhole(StoredPassword.read("$argon2id$v=19$" + field));
        shownToBeWhole(StoredPassword.read("$6$rounds=" + field));
    }

    private static void shownToBeWhole(Imported imported) {
        if (imported instanceof Imported.Hash hash) {
            assertThat(HashFormat.of(hash.verifier())).as(hash.verifier()).isPresent();
        } else {
            assertThat(imported).isNotNull();
        }
    }
}
