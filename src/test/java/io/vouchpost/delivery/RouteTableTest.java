package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Match;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way it goes. */
class RouteTableTest {
    private final Hops hops = new Hops();
    private final RouteTable table = new RouteTable(List.of(
            route("reports", new Match(List.of("Reports@Example.org"), List.of(), List.of("example.com"))),
            route("dept", new Match(List.of(), List.of("dept.example.org", ".dept.example.org"), List.of())),
            route("books", new Match(List.of(), List.of(), List.of("b\u00fccher.example", ".xn--bcher-kva.example"))),
            route("below", new Match(List.of(), List.of(), List.of(".example.com"))),
            route("literal", new Match(List.of(), List.of(), List.of("[192.0.2.1]"))),
            route("both", new Match(List.of(), List.of("a.example"), List.of("b.example", "c.example"))),
            route("rest", Match.ALL)));

    @ParameterizedTest(name = "{0}: {1} to {2} by {3}")
    @CsvSource({
        // accounts
        "reports@example.org, x@elsewhere.example, y@example.com, reports",
        "REPORTS@example.org, x@elsewhere.example, y@EXAMPLE.com, reports",
        "reports@example.org, '',                  y@example.com, reports",
        "reports@example.org, x@elsewhere.example, y@example.net, rest",
        "reports,             x@elsewhere.example, y@example.com, rest",
        // sender domains
        "alice, x@dept.example.org,      y@example.net, dept",
        "alice, x@DEPT.Example.ORG,      y@example.net, dept",
        "alice, x@a.b.dept.example.org,  y@example.net, dept",
        "alice, x@notdept.example.org,   y@example.net, rest",
        "alice, x@example.org,           y@example.net, rest",
        "alice, '',                      y@example.net, rest",
        // recipient domains; what comes first wins
        "alice, x@dept.example.org, y@sub.example.com,  dept",
        "alice, x@example.org,      y@sub.example.com,  below",
        "alice, x@example.org,      y@a.b.example.com,  below",
        "alice, x@example.org,      y@example.com,      rest",
        "alice, x@example.org,      y@.example.com,     rest",
        "alice, x@example.org,      y@badexample.com,   rest",
        // A-labels and U-labels, either way
        "alice, x@example.org, y@b\u00fccher.example,           books",
        "alice, x@example.org, y@B\u00dcCHER.example,           books",
        "alice, x@example.org, y@bu\u0308cher.example,          books",
        "alice, x@example.org, y@xn--bcher-kva.example,         books",
        "alice, x@example.org, y@XN--BCHER-KVA.Example,         books",
        "alice, x@example.org, y@mail.b\u00fccher.example,      books",
        "alice, x@example.org, y@mail.xn--bcher-kva.example,    books",
        "alice, x@example.org, y@bucher.example,                rest",
        // address literals, and what is no domain name
        "alice, x@example.org, y@[192.0.2.1], literal",
        "alice, x@example.org, y@[192.0.2.2], rest",
        "alice, x@example.org, y@a..b,        rest",
        // all that is given has to fit
        "alice, x@a.example, y@b.example, both",
        "alice, x@a.example, y@c.example, both",
        "alice, x@a.example, y@d.example, rest",
        "alice, x@d.example, y@b.example, rest"
    })
    void theFirstThatFitsIsTheWay(String account, String from, String to, String expected) {
        var sender = from.isEmpty() ? Optional.<Mailbox>empty() : Optional.of(mailbox(from));
        assertThat(table.route(account, sender, mailbox(to)).name()).isEqualTo(expected);
    }

    private RouteSettings route(String name, Match match) {
        var usual = hops.route(name);
        return new RouteSettings(
                name,
                match,
                usual.hosts(),
                usual.tls(),
                usual.authorities(),
                usual.auth(),
                usual.trusted(),
                usual.connections(),
                usual.connectTimeout(),
                usual.keepAlive(),
                usual.backoff(),
                usual.retry());
    }

    private static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        return new Mailbox(address.substring(0, at), address.substring(at + 1));
    }
}
