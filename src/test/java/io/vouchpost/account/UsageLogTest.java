package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.account.UsageLog.Kind;
import io.vouchpost.account.UsageSearch.Use;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UsageLogTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Kind PHONE = new Kind("alice", "PLAIN", "TLSv1.3", "", "phone.example");
    private static final Kind PRINTER = new Kind("alice", "LOGIN", "TLSv1.2", "printer", "printer.example");
    private static final Optional<String> ANY = Optional.empty();

    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private UsageLog log;
    private UsageSearch search;

    @BeforeEach
    void open() {
        database = TestDatabase.open(vertx);
        var accounts = new Accounts(vertx, database.pool(), SaslExample.cheap());
        await(accounts.add("alice", Secret.ofText("x"), List.of(), false));
        await(accounts.add("bob", Secret.ofText("x"), List.of(), false));
        log = new UsageLog(vertx, database.pool());
        search = new UsageSearch(database.pool());
    }

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void logInsOfOneKindAreCountedTogetherAlsoByTwoReplicas() {
        var other = new UsageLog(vertx, database.pool());
        log.count(PHONE, "192.0.2.1", NOON);
        log.count(PHONE, "192.0.2.2", NOON.plusSeconds(2));
        await(log.write());
        other.count(PHONE, "192.0.2.3", NOON.plusSeconds(1));
        await(other.close());
        await(log.close());
        assertThat(await(search.find(ANY, ANY, ANY)))
                .containsExactly(new Use(PHONE, "192.0.2.2", 3, NOON.plusSeconds(2)));
    }

    @Test
    void whatIsLeftIsWrittenInTheEnd() {
        log.count(PHONE, "192.0.2.1", NOON);
        log.write();
        log.count(PRINTER, "192.0.2.1", NOON);
        await(log.close());
        assertThat(await(search.find(ANY, ANY, ANY))).hasSize(2);
    }

    @Test
    void theSearchTellsWhomItHits() {
        var bob = new Kind("bob", "LOGIN", "TLSv1.3", "", "");
        for (var kind : List.of(PHONE, PRINTER, bob)) {
            log.count(kind, "192.0.2.1", NOON);
        }
        await(log.write());
        assertThat(await(search.find(Optional.of("ALICE"), ANY, ANY)))
                .extracting(Use::kind)
                .containsExactlyInAnyOrder(PHONE, PRINTER);
        assertThat(await(search.find(ANY, Optional.of("login"), ANY)))
                .extracting(Use::kind)
                .containsExactly(PRINTER, bob);
        assertThat(await(search.find(ANY, ANY, Optional.of("1.2"))))
                .extracting(Use::kind)
                .containsExactly(PRINTER);
        assertThat(await(search.find(ANY, Optional.of("PLAIN"), Optional.of("TLSv1.2"))))
                .isEmpty();
        assertThatThrownBy(() -> await(search.find(Optional.of("nobody"), ANY, ANY)))
                .isInstanceOf(AccountException.class)
                .hasMessage("There is no account named nobody.");
    }

    @Test
    void anAccountThatIsGoneKeepsNoOthersFromBeingWritten() {
        log.count(new Kind("nobody", "PLAIN", "TLSv1.3", "", ""), "192.0.2.1", NOON);
        log.count(PHONE, "192.0.2.1", NOON);
        await(log.write());
        assertThat(await(search.find(ANY, ANY, ANY))).hasSize(1);
    }

    /** Whoever may log in could fill the table otherwise, by another name each time. */
    @Test
    void anAccountHasSoManyRowsTheLatestOnes() {
        for (int i = 0; i < 300; i++) {
            log.count(new Kind("alice", "PLAIN", "TLSv1.3", "", "host" + i), "192.0.2.1", NOON.plusSeconds(i));
        }
        log.count(new Kind("bob", "PLAIN", "TLSv1.3", "", "host"), "192.0.2.1", NOON.minusSeconds(1));
        await(log.write());
        var found = await(search.find(Optional.of("alice"), ANY, ANY));
        assertThat(found).hasSize(100);
        assertThat(found.get(0).kind().client()).isEqualTo("host299");
        assertThat(await(search.find(Optional.of("bob"), ANY, ANY))).hasSize(1);
    }

    @Test
    void namesThatClientsMakeUpFitIn() {
        log.count(new Kind("alice", "PLAIN", "TLSv1.3", "", "\u0000" + "\ud83d\ude00".repeat(2_000)), "", NOON);
        await(log.write());
        assertThat(await(search.find(ANY, ANY, ANY)).get(0).kind().client()).startsWith("?\ud83d\ude00");
    }

    @Test
    void anOutageIsWaitedFor() {
        await(database.pool().query("ALTER TABLE usage RENAME TO elsewhere").execute());
        log.count(PHONE, "192.0.2.1", NOON);
        await(log.write());
        await(database.pool().query("ALTER TABLE elsewhere RENAME TO usage").execute());
        log.count(PHONE, "192.0.2.1", NOON);
        await(log.close());
        assertThat(await(search.find(ANY, ANY, ANY))).extracting(Use::logins).containsExactly(2L);
    }
}
