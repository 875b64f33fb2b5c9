package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.CramMd5State;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.ScramKeys;
import io.vouchpost.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From files that Dovecot's and Cyrus' own programs have written to accounts that log in. */
@Timeout(120)
class AccountImportTest {
    private static final String PASSWORD = "tést secret";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> heard = new ArrayList<>();
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.open(vertx);
    }

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void whoeverLoggedInToDovecotLogsInHereWhateverTheScheme() {
        var counts = imported("dovecot.passwd", ImportFormat.DOVECOT, SaslExample.cheap());
        assertThat(heard).isEmpty();
        assertThat(counts).isEqualTo(new ImportCounts(26, 0, 0, 0));
        var names = await(accounts().list()).stream().map(Account::name).toList();
        assertThat(names).hasSize(26);
        var credentials = await(
                SqlCredentials.create(vertx, database.pool(), SaslExample.hashing(2, 100, 1_000), SecondFactors.NONE));
        for (var name : names) {
            assertThat(check(credentials, name, PASSWORD)).as(name).isEqualTo(new Verdict.Accepted(name));
            assertThat(check(credentials, name, "test secret")).as(name).isEqualTo(new Verdict.Rejected());
        }
        await(credentials.close());
    }

    @Test
    void schemesThatAreNotReadAreSkippedEachByItsName() {
        var counts = imported("dovecot-not-read.passwd", ImportFormat.DOVECOT, SaslExample.cheap());
        assertThat(counts).isEqualTo(new ImportCounts(0, 0, 0, 8));
        assertThat(heard.get(7))
                .isEqualTo("9 plain-md5@example.org has a password in the scheme {PLAIN-MD5}, which is not read");
    }

    @Test
    void scramKeysAreThoseOfThePasswordWithTheImportedSalt() {
        imported("dovecot.passwd", ImportFormat.DOVECOT, SaslExample.cheap());
        var row = await(database.pool()
                        .preparedQuery(
                                "SELECT scram_salt, scram_iterations, octets FROM accounts a JOIN credentials c ON"
                                        + " c.account = a.id JOIN verifiers v ON v.credential = c.id WHERE name = $1 AND form = $2")
                        .execute(Tuple.of("scram-sha-256@example.org", Form.SCRAM_SHA_256.name())))
                .iterator()
                .next();
        assertThat(row.getBuffer(2).getBytes())
                .containsExactly(ScramKeys.of(
                        Form.SCRAM_SHA_256,
                        Secret.ofText(PASSWORD),
                        row.getBuffer(0).getBytes(),
                        row.getInteger(1)));
    }

    @Test
    void aPasswordInTheClearIsKeptInAllFormsAndNotInTheClear() {
        imported("{PLAIN}hunter2 is long", legacy());
        assertThat(forms("alice@example.org")).containsExactly(Form.values());
        var all = await(database.pool()
                .query(
                        "SELECT string_agg(c.verifier || encode(v.octets, 'escape'), ' ') FROM credentials c JOIN verifiers v"
                                + " ON v.credential = c.id")
                .execute());
        assertThat(all.iterator().next().getString(0)).doesNotContain("hunter2").contains("$pbkdf2$");
    }

    @Test
    void cramMd5IsImportedSealedWhereItIsAllowed() {
        assertThat(imported("dovecot-cram-md5.passwd", ImportFormat.DOVECOT, SaslExample.cheap()))
                .isEqualTo(new ImportCounts(0, 0, 0, 2));
        assertThat(heard.get(0))
                .isEqualTo("2 cram-md5@example.org has a password for CRAM-MD5 only; that takes sasl.verifierKey and"
                        + " sasl.legacyOnPrimary");
        assertThat(imported("dovecot-cram-md5.passwd", ImportFormat.DOVECOT, legacy()))
                .isEqualTo(new ImportCounts(2, 0, 0, 0));
        for (var name : List.of("cram-md5@example.org", "cram-md5-b64@example.org")) {
            assertThat(forms(name)).containsExactly(Form.CRAM_MD5);
            var row = await(database.pool()
                            .preparedQuery(
                                    "SELECT c.id, v.octets FROM accounts a JOIN credentials c ON c.account = a.id JOIN"
                                            + " verifiers v ON v.credential = c.id WHERE name = $1")
                            .execute(Tuple.of(name)))
                    .iterator()
                    .next();
            var opened = VerifierKey.of(legacy().verifiers())
                    .orElseThrow()
                    .open(row.getBuffer(1).getBytes(), VerifierKey.Place.of(Form.CRAM_MD5, row.getLong(0)));
            assertThat(opened.orElseThrow().plain()).isEqualTo(CramMd5State.of(Secret.ofText(PASSWORD)));
        }
    }

    @Test
    void bothDumpsOfASasldbComeToTheSame() {
        assertThat(imported("sasldb.print.dump", ImportFormat.SASLDB, SaslExample.cheap()))
                .isEqualTo(new ImportCounts(3, 0, 0, 0));
        assertThat(imported("sasldb.dump", ImportFormat.SASLDB, SaslExample.cheap()))
                .isEqualTo(new ImportCounts(0, 0, 3, 0));
        var credentials = await(SqlCredentials.create(vertx, database.pool(), SaslExample.cheap(), SecondFactors.NONE));
        assertThat(check(credentials, "alice@example.org", PASSWORD)).isInstanceOf(Verdict.Accepted.class);
        assertThat(check(credentials, "dave@example.org", "back\\slash, 100%")).isInstanceOf(Verdict.Accepted.class);
        await(credentials.close());
        assertThatThrownBy(() -> imported("sasldblistusers2.txt", ImportFormat.SASLDB, SaslExample.cheap()))
                .isInstanceOf(AccountException.class)
                .hasMessage("Line 1 is of sasldblistusers2, which tells no passwords; db_dump -p does.");
    }

    @Test
    void aTableGivesIdentitiesAndOtherwiseAnAddressIsItsOwn() {
        imported("table.csv", ImportFormat.CSV, SaslExample.cheap());
        assertThat(await(accounts().list()))
                .containsExactly(
                        new Account("alice@example.org", true, false, List.of("alice@example.org")),
                        new Account("bob@example.org", true, false, List.of("robert@example.org")),
                        new Account(
                                "printer, 2nd floor", true, false, List.of("*@print.example.org", "scan@example.org")));
    }

    @Test
    void nobodyIsGivenAWholeDomainByName() {
        var counts = run("*@example.org:{PLAIN}x\nbob:{PLAIN}x", new ImportOptions(ImportFormat.DOVECOT, true, false));
        assertThat(counts).isEqualTo(new ImportCounts(2, 2, 0, 0));
        assertThat(await(accounts().list()))
                .allMatch(account -> account.identities().isEmpty());
    }

    @Test
    void whoIsThereAlreadyIsLeftAlone() {
        await(accounts().add("alice@example.org", Secret.ofText("her own"), List.of(), true));
        imported("{PLAIN}" + "another", SaslExample.cheap());
        assertThat(heard).containsExactly("1 alice@example.org is there already");
        assertThat(await(accounts().find("alice@example.org")))
                .contains(new Account("alice@example.org", true, true, List.of()));
        var credentials = await(SqlCredentials.create(vertx, database.pool(), SaslExample.cheap(), SecondFactors.NONE));
        assertThat(check(credentials, "alice@example.org", "her own")).isInstanceOf(Verdict.Accepted.class);
        await(credentials.close());
    }

    @Test
    void aDryRunTellsTheSameAndWritesNothing() {
        var file = lines(0, 1_200) + "user7@example.org:{PLAIN}x\nnobody\n";
        var dry = run(file, new ImportOptions(ImportFormat.DOVECOT, true, true));
        assertThat(await(accounts().list())).isEmpty();
        var told = List.copyOf(heard);
        heard.clear();
        assertThat(run(file, new ImportOptions(ImportFormat.DOVECOT, true, false)))
                .isEqualTo(dry);
        assertThat(heard)
                .isEqualTo(told)
                .containsExactly(
                        "1201 user7@example.org has a name that line 8 has already",
                        "1202  has no colon, so no name and password");
    }

    @Test
    void anImportThatWasInterruptedGoesOnAndNoAccountIsEverHalfThere() {
        await(database.pool()
                .query("CREATE FUNCTION unplug() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'the plug is out'; END $$;"
                        + " CREATE TRIGGER plug BEFORE INSERT ON identities FOR EACH ROW"
                        + " WHEN (NEW.pattern = 'user1234@example.org') EXECUTE FUNCTION unplug()")
                .execute());
        var options = new ImportOptions(ImportFormat.DOVECOT, true, false);
        assertThatThrownBy(() -> run(lines(0, 2_000), options)).hasMessageContaining("the plug is out");
        assertThat(whole()).isEqualTo(1_000);
        assertThat(await(accounts().list())).hasSize(1_000);

        await(database.pool().query("DROP TRIGGER plug ON identities").execute());
        assertThat(run(lines(0, 2_000), options)).isEqualTo(new ImportCounts(1_000, 0, 1_000, 0));
        assertThat(whole()).isEqualTo(2_000);
        assertThat(await(accounts().list())).hasSize(2_000);
    }

    @Test
    void theProgressIsToldBatchByBatch() {
        run(lines(0, 1_100), new ImportOptions(ImportFormat.DOVECOT, true, false));
        assertThat(progress).hasSize(3).isSorted();
        assertThat(progress.get(2)).isEqualTo(lines(0, 1_100).length());
    }

    @Test
    void whatWasReadBeforeADumpBreaksOffIsImported() {
        var dump = "VERSION=3\nformat=print\nHEADER=END\n alice\\00example.org\\00userPassword\n secret\n bob";
        assertThatThrownBy(() -> run(dump, new ImportOptions(ImportFormat.SASLDB, true, false)))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("the dump is not complete. What was before it is imported.");
        assertThat(await(accounts().list())).hasSize(1);
    }

    /** Accounts that have all that belongs to one. */
    private long whole() {
        return await(database.pool()
                        .query(
                                "SELECT count(*) FROM accounts a JOIN credentials c ON c.account = a.id AND c.kind = 'primary'"
                                        + " JOIN identities i ON i.account = a.id AND i.pattern = a.name"
                                        + " WHERE c.verifier LIKE '$ssha$%'")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "user" + i + "@example.org:{SSHA}FaJXtWjlIvjubqHPvs/EVFilybP2tyme\n")
                .collect(Collectors.joining());
    }

    private List<Form> forms(String name) {
        return await(database.pool()
                        .preparedQuery(
                                "SELECT form FROM accounts a JOIN credentials c ON c.account = a.id JOIN verifiers v"
                                        + " ON v.credential = c.id WHERE a.name = $1")
                        .execute(Tuple.of(name)))
                .stream()
                .map(row -> Form.valueOf(row.getString(0)))
                .sorted()
                .toList();
    }

    private void imported(String field, SaslSettings settings) {
        run(
                settings,
                stream("alice@example.org:" + field + "\n"),
                new ImportOptions(ImportFormat.DOVECOT, true, false));
    }

    private ImportCounts imported(String resource, ImportFormat format, SaslSettings settings) {
        var file = AccountImportTest.class.getResourceAsStream("/import/" + resource);
        return run(settings, Objects.requireNonNull(file), new ImportOptions(format, true, false));
    }

    private ImportCounts run(String file, ImportOptions options) {
        return run(SaslExample.cheap(), stream(file), options);
    }

    private final List<Long> progress = new ArrayList<>();

    private ImportCounts run(SaslSettings settings, InputStream file, ImportOptions options) {
        return await(new AccountImport(vertx, database.pool(), settings).run(file, options, new ImportListener() {
            @Override
            public void progressed(long octets, ImportCounts counts) {
                progress.add(octets);
            }

            @Override
            public void skipped(long line, String name, String reason) {
                heard.add(line + " " + name + " " + reason);
            }

            @Override
            public void alreadyThere(long line, String name) {
                heard.add(line + " " + name + " is there already");
            }
        }));
    }

    private static InputStream stream(String file) {
        return new ByteArrayInputStream(file.getBytes(UTF_8));
    }

    private Accounts accounts() {
        return new Accounts(vertx, database.pool(), SaslExample.cheap());
    }

    /** Argon2 as others set it takes long on a busy machine, and then it is an outage, which is tried again. */
    private static Verdict check(SqlCredentials credentials, String name, String password) {
        Verdict verdict = new Verdict.Rejected();
        for (int attempt = 0; attempt < 5; attempt++) {
            verdict = await(credentials.of(Clients.by("PLAIN")).check(name, Secret.ofText(password)));
            if (!(verdict instanceof Verdict.Unavailable)) {
                return verdict;
            }
        }
        return verdict;
    }

    /** With a key for what is as good as the password, and such forms of accounts' own passwords allowed. */
    private static SaslSettings legacy() {
        return Installation.settings(SaslExample.cheap(), Optional.of(Installation.key(1)), Optional.empty(), true);
    }
}
