package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vouchpost.sasl.Channel;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Passwords;
import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedCredentialsTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private boolean live = true;
    private Future<Verdict> verdict = Future.succeededFuture(new Verdict.Accepted("alice"));
    private final AccountChanges changes = new AccountChanges(() -> live);
    private final Credentials.Source remembering = new RememberedCredentials(
            client -> new Passwords((authcid, password) -> {
                asked.incrementAndGet();
                return verdict;
            }),
            changes,
            Duration.ofMinutes(5),
            now::get);
    private final Credentials credentials = remembering.of(Clients.by("PLAIN"));

    @Test
    void aRightPasswordIsAskedForOnceInAWhile() {
        assertThat(checks("alice", "right", 3)).isEqualTo(1);
        assertThat(checks(" ALICE", "right", 1)).isEqualTo(0);
        now.addAndGet(Duration.ofMinutes(5).plusSeconds(1).toNanos());
        assertThat(checks("alice", "right", 2)).isEqualTo(1);
    }

    @Test
    void theSameCheckUnderWayIsWaitedForUnlessTheAccountHasChangedSince() {
        Promise<Verdict> slow = Promise.promise();
        verdict = slow.future();
        var first = credentials.check("alice", Secret.ofText("right"));
        var second = credentials.check("alice", Secret.ofText("right"));
        credentials.check("alice", Secret.ofText("other"));
        assertThat(asked).hasValue(2);

        changes.notified("{\"account\":\"alice\",\"change\":\"credentials\"}");
        credentials.check("alice", Secret.ofText("right"));
        assertThat(asked).hasValue(3);

        slow.complete(new Verdict.Accepted("alice"));
        assertThat(first.result()).isEqualTo(second.result()).isEqualTo(new Verdict.Accepted("alice"));
    }

    /** A one-time code is used up for the first; the second is told by the store that it is. */
    @Test
    void aCheckUnderWayWithACodeIsNobodyElses() {
        Promise<Verdict> slow = Promise.promise();
        verdict = slow.future();
        var first = credentials.check("alice", Secret.ofText("right123456"));
        var second = credentials.check("alice", Secret.ofText("right123456"));
        verdict = Future.succeededFuture(new Verdict.Rejected(Credentials.Reason.CODE));
        slow.complete(new Verdict.Accepted("alice", "", false));
        assertThat(first.result()).isInstanceOf(Verdict.Accepted.class);
        assertThat(second.result()).isEqualTo(new Verdict.Rejected(Credentials.Reason.CODE));
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsRightFromOneAddressOrByOneMechanismIsAskedForAgainFromOrByAnother() {
        checks("alice", "right", 1);
        assertThat(asksAgain(new Client("TEST", "client.example", "192.0.2.2", "PLAIN", Channel.BARE)))
                .isTrue();
        assertThat(asksAgain(new Client("TEST", "client.example", "192.0.2.1", "LOGIN", Channel.BARE)))
                .isTrue();
        assertThat(asksAgain(new Client("TEST", "client.example", "192.0.2.1", "PLAIN", Channel.BARE)))
                .isFalse();
    }

    private boolean asksAgain(Client client) {
        var before = asked.get();
        assertThat(remembering.of(client).check("alice", Secret.ofText("right")).succeeded())
                .isTrue();
        return asked.get() > before;
    }

    @Test
    void whichDeviceItWasIsRememberedToo() {
        verdict = Future.succeededFuture(new Verdict.Accepted("alice", "printer", true));
        checks("alice", "right", 1);
        assertThat(credentials.check("alice", Secret.ofText("right")).result())
                .isEqualTo(new Verdict.Accepted("alice", "printer", true));
        assertThat(asked).hasValue(1);
    }

    /** The measure of it: hashes, for a device that logs in each second for an hour. */
    @Test
    void aDeviceThatLogsInEachSecondCostsAHashEachFiveMinutes() {
        var second = Duration.ofSeconds(1).toNanos();
        for (var i = 0; i < 3_600; i++) {
            checks("alice", "right", 1);
            now.addAndGet(second);
        }
        assertThat(asked).hasValue(12);
    }

    @Test
    void anotherPasswordOrAnotherNameIsAnotherMatter() {
        checks("ab", "cright", 1);
        assertThat(checks("ab", "wrong", 1)).isEqualTo(1);
        assertThat(checks("abc", "right", 1)).isEqualTo(1);
    }

    @Test
    void onlyAcceptanceIsRemembered() {
        for (var other : new Verdict[] {
            new Verdict.Rejected(),
            new Verdict.Disabled("alice"),
            new Verdict.Unavailable("away"),
            new Verdict.Accepted("alice", "", false)
        }) {
            verdict = Future.succeededFuture(other);
            assertThat(checks("alice", "right", 3)).isEqualTo(3);
        }
    }

    @Test
    void aChangeOfTheAccountEndsItAndAChangeOfAnotherDoesNot() {
        for (var change : new String[] {"credentials", "status", "removed", "identities"}) {
            checks("alice", "right", 1);
            changes.notified("{\"account\":\"bob\",\"change\":\"" + change + "\"}");
            assertThat(checks("alice", "right", 1)).isEqualTo(0);
            changes.notified("{\"account\":\"alice\",\"change\":\"" + change + "\"}");
            assertThat(checks("alice", "right", 1)).isEqualTo(1);
        }
    }

    @Test
    void whatCannotBeReadOrWasMissedEndsAll() {
        checks("alice", "right", 1);
        changes.notified("{nonsense");
        assertThat(checks("alice", "right", 1)).isEqualTo(1);
        changes.missed();
        assertThat(checks("alice", "right", 1)).isEqualTo(1);
    }

    @Test
    void withoutNotificationsNothingIsRememberedOrRecalled() {
        checks("alice", "right", 1);
        live = false;
        assertThat(checks("alice", "right", 2)).isEqualTo(2);
        live = true;
        changes.missed();
        assertThat(checks("alice", "right", 2)).isEqualTo(1);
    }

    @Test
    void aCheckThatAChangeHasOvertakenIsNotRemembered() {
        Promise<Verdict> slow = Promise.promise();
        verdict = slow.future();
        var check = credentials.check("alice", Secret.ofText("old"));
        changes.notified("{\"account\":\"alice\",\"change\":\"credentials\"}");
        slow.complete(new Verdict.Accepted("alice"));
        assertThat(check.result()).isEqualTo(new Verdict.Accepted("alice"));
        verdict = Future.succeededFuture(new Verdict.Rejected());
        assertThat(checks("alice", "old", 1)).isEqualTo(1);
    }

    /** How often the others were asked. */
    private int checks(String name, String password, int times) {
        var before = asked.get();
        for (var i = 0; i < times; i++) {
            assertThat(credentials.check(name, Secret.ofText(password)).succeeded())
                    .isTrue();
        }
        return asked.get() - before;
    }
}
