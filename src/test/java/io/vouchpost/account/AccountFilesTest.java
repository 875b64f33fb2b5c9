package io.vouchpost.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The lines of the three formats: which say what, and which cannot be taken. */
class AccountFilesTest {

    @Test
    void ofAPasswdFileTheFirstTwoFieldsCountAndTheExtraOnesOfLogIns() {
        assertThat(read(ImportFormat.DOVECOT, """
                        # a comment

                        Alice@Example.org:{PLAIN}a
                        bob:{PLAIN}b:1000:1000::/home/bob:/bin/sh:userdb_mail=maildir:~/mail user=bob
                        gone:{PLAIN}c:1000:1000::/home/gone::nologin reason=away
                        near:{PLAIN}d::::::allow_nets=2001:db8::/32,192.0.2.0/24
                        open:{PLAIN}e::::::nopassword
                        nobody
                        :{PLAIN}f
                        empty::1000
                        a\tb:{PLAIN}g
                        """))
                .containsExactly(
                        "3 alice@example.org",
                        "4 bob",
                        "5 gone disabled",
                        "6 (near) has allow_nets, which an account cannot have here",
                        "7 (open) has nopassword, which an account cannot have here",
                        "8 () has no colon, so no name and password",
                        "9 () has a name that no account can have",
                        "10 (empty) has no password",
                        "11 () has a name that no account can have");
    }

    @Test
    void aTableNamesItsColumnsInAnyOrder() {
        assertThat(read(ImportFormat.CSV, "\uFEFF" + """
                        Hash,Department,Name,Identities\r
                        {PLAIN}a,Sales,alice,alice@example.org; *@sales.example.org\r
                        "{PLAIN}b,""c""\","",bob,\r
                        \r
                        {PLAIN}d,Sales,carol\r
                        {PLAIN}e,Sales,dave,nonsense\r
                        "{PLAIN}f,Sales,eve,\r
                        {PLAIN}"g",Sales,eve,\r
                        """))
                .containsExactly(
                        "2 alice [alice@example.org, *@sales.example.org]",
                        "3 bob",
                        "5 () has not the 4 values that the first line names",
                        "6 () has an identity that is no address and no *@domain",
                        "7 () has not the 4 values that the first line names",
                        "8 () has not the 4 values that the first line names");
    }

    @Test
    void aTableWithoutThemIsNotReadAtAll() {
        assertThat(read(ImportFormat.CSV, "alice,{PLAIN}a\nbob,{PLAIN}b\n"))
                .containsExactly("1 foreign: must name the columns: name,hash,identities");
    }

    @Test
    void aDumpIsReadWithAndWithoutPrintableCharacters() {
        for (var header : List.of("format=print\n", "format=bytevalue\n")) {
            var alice = header.contains("print")
                    ? " alice\\00example.org\\00userPassword\n a\\\\b\\c3\\a9\n"
                    : " 616c696365006578616d706c652e6f7267007573657250617373776f7264\n 615c62c3a9\n";
            assertThat(read(
                            ImportFormat.SASLDB,
                            "VERSION=3\n" + header + "type=hash\nHEADER=END\n" + alice + "DATA=END\n"))
                    .containsExactly("6 alice@example.org");
        }
    }

    @Test
    void whatIsNoPasswordInADumpIsSkippedAndACutOneIsNoticed() {
        assertThat(read(ImportFormat.SASLDB, """
                        VERSION=3
                        format=print
                        type=hash
                        HEADER=END
                         alice\\00example.org\\00cmusaslsecretOTP
                         md5 0499
                         bob@example.org\\00\\00userPassword
                         secret
                         carol
                         secret
                         dave\\00\\00userPassword
                        no space
                         eve\\00example.org\\00userPassword
                         \\zz
                         \\00example.org\\00userPassword
                         secret
                         frank\\00example.org\\00userPassword
                         \\0a
                         grace\\00example.org\\00userPassword
                        """))
                .containsExactly(
                        "6 (alice@example.org) is of a record that is no password",
                        "8 bob@example.org",
                        "10 () is of a record that is not user, realm and property",
                        "12 () is of a record that is not user, realm and property",
                        "14 () is of a record that is not user, realm and property",
                        "16 () has a name that no account can have",
                        "18 (frank@example.org) has a password with control characters",
                        "19 foreign: is the last, and not DATA=END: the dump is not complete");
    }

    @Test
    void aListOfUsersIsNoDump() {
        assertThat(read(ImportFormat.SASLDB, "alice@example.org: userPassword\nbob@example.org: userPassword\n"))
                .containsExactly("1 foreign: is of sasldblistusers2, which tells no passwords; db_dump -p does");
    }

    @Test
    void aNameThatComesTwiceCountsOnce() {
        assertThat(read(ImportFormat.DOVECOT, "alice:{PLAIN}a\nbob:{PLAIN}b\nALICE:{PLAIN}c\n"))
                .containsExactly("1 alice", "2 bob", "3 (alice) has a name that line 1 has already");
    }

    @Test
    void longLinesAndOtherEncodingsAreSkippedAndTheNextIsRead() throws IOException {
        var file = ("long:{PLAIN}" + "x".repeat(20_000) + "\nlatin:{PLAIN}?\nlast:{PLAIN}c").getBytes(UTF_8);
        for (int i = 0; i < file.length; i++) {
            file[i] = file[i] == '?' ? (byte) 0xe9 : file[i];
        }
        assertThat(read(ImportFormat.DOVECOT, file))
                .containsExactly(
                        "1 () is not UTF-8, or has more than 16384 octets",
                        "2 () is not UTF-8, or has more than 16384 octets",
                        "3 last");
    }

    @Property(tries = 1_000)
    void anyOctetsAreLinesOfSomeKind(@ForAll @Size(max = 200) byte[] octets) throws IOException {
        for (var format : ImportFormat.values()) {
            assertThat(read(format, octets)).isNotNull();
        }
    }

    private static List<String> read(ImportFormat format, String text) {
        try {
            return read(format, text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each line that says something, in its order. */
    private static List<String> read(ImportFormat format, byte[] octets) throws IOException {
        var reader = new ImportReader(new ByteArrayInputStream(octets), format, credential -> Optional.empty());
        var batch = reader.next(10_000);
        assertThat(batch.isLast()).isTrue();
        assertThat(reader.octets()).isLessThanOrEqualTo(octets.length);
        var said = new TreeMap<Long, String>();
        for (var entry : batch.entries()) {
            said.put(
                    entry.number(),
                    entry.number() + " " + entry.name() + (entry.enabled() ? "" : " disabled")
                            + entry.identities()
                                    .map(them -> " "
                                            + them.stream()
                                                    .map(Identity::pattern)
                                                    .collect(Collectors.joining(", ", "[", "]")))
                                    .orElse(""));
        }
        batch.tell(new ImportListener() {
            @Override
            public void progressed(long read, ImportCounts counts) {}

            @Override
            public void skipped(long line, String name, String reason) {
                said.put(line, line + " (" + name + ") " + reason);
            }

            @Override
            public void alreadyThere(long line, String name) {}
        });
        batch.foreign().ifPresent(line -> said.put(line.number(), line.number() + " foreign: " + line.reason()));
        assertThat(said.keySet()).allMatch(line -> line >= 0);
        return List.copyOf(said.values());
    }
}
