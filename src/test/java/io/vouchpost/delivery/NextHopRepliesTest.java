package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static io.vouchpost.delivery.ScriptedServer.DROP;
import static io.vouchpost.delivery.ScriptedServer.RESET;
import static io.vouchpost.delivery.ScriptedServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that a next hop can say, at every point where it can say it, with PIPELINING and without, to one recipient and to
 * three: what becomes of each recipient, what is said after it, and whether the connection is used again. The table is the
 * specification.
 */
class NextHopRepliesTest {
    /** Its name in the table, and what goes over the wire. */
    private static final Map<String, String> SAID = Map.ofEntries(
            Map.entry("250", "250 2.0.0 Ok"),
            Map.entry("250 bare", "250"),
            Map.entry("250 odd", "250-2.0.0 \u001b[1mone\r\n250-\r\n250 5.1.1 not at all"),
            Map.entry("299", "299 2.9.9 Unheard of"),
            Map.entry("334", "334 dXNlcg=="),
            Map.entry("354", "354 Go on"),
            Map.entry("421", "421 4.3.2 Shutting down"),
            Map.entry("450", "450 4.2.0 Later"),
            Map.entry("499", "499 4.9.9 Unheard of"),
            Map.entry("454", "454 4.7.0 TLS not available"),
            Map.entry("550", "550 5.1.1 Never"),
            Map.entry("599", "599 Unheard of"),
            Map.entry("530", "530 5.7.0 Authentication required"),
            Map.entry("535", "535 5.7.8 Wrong"),
            Map.entry("500", "500 5.5.2 What?"),
            Map.entry("503", "503 5.5.1 Order!"),
            Map.entry("garbage", "HTTP/1.1 400 Bad Request"),
            Map.entry("half a code", "25"),
            Map.entry("long line", "250 " + "x".repeat(3000)),
            Map.entry("two replies", "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok"),
            Map.entry("close", DROP),
            Map.entry("half, close", "250-2.0.0 Ok" + DROP),
            Map.entry("reset", RESET),
            Map.entry("silence", SILENCE));

    /**
     * taken: it has the message. later, never: its own words, deferred or refused. leaving: its own words, but 451 in place of
     * its 421. ours: 451 4.3.5, since the client can do nothing about it. lost, late: 451 4.4.2, connection lost or no answer in
     * time. unready: 451 4.4.1. With a question mark: possibly delivered.
     *
     * <p>What is said of a recipient concerns nobody else, unless the connection is closed (!): then it concerns all. Where it
     * is not, RSET follows before the dot, and then the connection serves the next message.
     */
    private static final String SPECIFICATION = """
            said        | CONNECT  | EHLO     | STARTTLS | AUTH     | MAIL      | RCPT      | DATA      | .         | RSET   | QUIT
            250         | taken    | taken    | unready! | taken    | taken     | taken     | ours!     | taken     | never  | taken
            250 bare    | unready! | taken    | unready! | unready! | taken     | taken     | ours!     | taken     | never  | taken
            250 odd     | taken    | taken    | unready! | taken    | taken     | taken     | ours!     | taken     | never  | taken
            299         | taken    | taken    | unready! | taken    | taken     | taken     | ours!     | taken     | never  | taken
            334         | taken    | taken    | unready! | unready! | ours!     | ours!     | ours!     | ours?!    | never! | taken
            354         | taken    | taken    | unready! | unready! | ours!     | ours!     | taken     | ours?!    | never! | taken
            421         | unready! | unready! | unready! | unready! | leaving!  | leaving!  | leaving!  | leaving!  | never! | taken
            450         | unready! | taken    | unready! | unready! | later     | later     | later     | later     | never! | taken
            499         | unready! | taken    | unready! | unready! | later     | later     | later     | later     | never! | taken
            454         | unready! | taken    | unready! | unready! | ours      | ours      | ours      | ours      | never! | taken
            550         | unready! | taken    | unready! | unready! | never     | never     | never     | never     | never! | taken
            599         | unready! | taken    | unready! | unready! | never     | never     | never     | never     | never! | taken
            530         | unready! | taken    | unready! | unready! | ours      | ours      | ours      | ours      | never! | taken
            535         | unready! | taken    | unready! | unready! | ours      | ours      | ours      | ours      | never! | taken
            500         | unready! | taken    | unready! | unready! | ours      | ours      | ours      | ours      | never! | taken
            503         | unready! | taken    | unready! | unready! | ours      | ours      | ours      | ours      | never! | taken
            garbage     | unready! | unready! | unready! | unready! | lost!     | lost!     | lost!     | lost?!    | never! | taken
            half a code | unready! | unready! | unready! | unready! | lost!     | lost!     | lost!     | lost?!    | never! | taken
            long line   | taken    | unready! | unready! | taken    | lost!     | lost!     | lost!     | lost?!    | never! | taken
            two replies | unready! | unready! | unready! | taken    | lost!     | lost!     | lost!     | lost?!    | never! | taken
            close       | unready! | unready! | unready! | unready! | lost!     | lost!     | lost!     | lost?!    | never! | taken
            half, close | unready! | unready! | unready! | unready! | lost!     | lost!     | lost!     | lost?!    | never! | taken
            reset       | unready! | unready! | unready! | unready! | lost!     | lost!     | lost!     | lost?!    | never! | taken
            silence     | unready! | unready! | unready! | unready! | late!     | late!     | late!     | late?!    | never! | taken
            """;

    private static final Set<String> BEFORE_IT_IS_READY = Set.of("CONNECT", "EHLO", "STARTTLS", "AUTH");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");
    private static final Vertx VERTX = Vertx.vertx();

    private Hops hops;

    @BeforeEach
    void open() {
        hops = new Hops(VERTX);
    }

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @AfterAll
    static void end() throws Exception {
        CERTIFICATE.delete();
        Hops.await(VERTX.close());
    }

    /** A cell of the table. */
    record Rule(String said, String stage, String fate, boolean possiblyDelivered, boolean closed) {
        static Rule of(String said, String stage, String cell) {
            return new Rule(said, stage, cell.replaceAll("[?!]", ""), cell.contains("?"), cell.contains("!"));
        }

        /** What the recipients come to who were told so, or all. */
        String outcome() {
            var reply = SAID.get(said).replace("\u001b", "");
            var ownWords =
                    switch (said) { // only registered codes are passed on
                        case "499" -> "451 4.9.9 Unheard of";
                        case "599" -> "554 5.0.0 Unheard of";
                        default -> reply;
                    };
            return switch (fate) {
                case "taken" -> "Relayed";
                case "never" -> "Refused " + (stage.equals("RSET") ? "550 5.1.1 Unknown" : ownWords);
                case "later" -> "Deferred " + ownWords;
                case "leaving" -> "Deferred 451 4.3.2 Shutting down";
                case "ours" -> "Deferred 451 4.3.5 The next hop does not take mail from this gateway now";
                case "lost" -> "Deferred 451 4.4.2 The connection to the next hop was lost";
                case "late" -> "Deferred 451 4.4.2 The next hop did not answer in time";
                case "unready" -> "Deferred 451 4.4.1 The next hop is unreachable";
                default -> throw new IllegalStateException(fate);
            };
        }
    }

    private static Stream<Rule> rules() {
        var rows = SPECIFICATION.lines().map(line -> line.split("\\|")).toList();
        return rows.stream().skip(1).flatMap(row -> IntStream.range(1, row.length)
                .mapToObj(column -> Rule.of(row[0].strip(), rows.get(0)[column].strip(), row[column].strip())));
    }

    /** To whom it is said, of how many: each, the first of three and so on. */
    private static Stream<Arguments> everything() {
        return rules().flatMap(rule -> Stream.of(true, false).flatMap(pipelining -> {
            var each = Stream.of(List.of(0), List.of(0, 1, 2));
            var some = Stream.of(List.of(0, -1, -1), List.of(-1, 1, -1), List.of(-1, -1, 2));
            return (rule.stage().equals("RCPT") ? Stream.concat(each, some) : each)
                    .map(told -> Arguments.of(rule, pipelining, told));
        }));
    }

    @ParameterizedTest(name = "{0}, pipelining {1}, to {2}")
    @MethodSource("everything")
    void isDoneAsTheTableSays(Rule rule, boolean pipelining, List<Integer> told) throws Exception {
        var server = server(rule, pipelining, told);
        route(rule, server);

        var outcomes = hops.sendAll(message("a@example.org", recipients(told.size())));

        assertThat(outcomes).hasSize(told.size());
        for (int i = 0; i < told.size(); i++) {
            boolean concerned = rule.closed() || told.contains(i);
            var outcome = outcomes.get(i);
            assertThat(described(outcome)).startsWith(concerned ? rule.outcome() : "Relayed 250 2.0.0 Queued as 4711");
            assertThat(outcome instanceof Outcome.Deferred deferred && deferred.possiblyDelivered())
                    .isEqualTo(rule.possiblyDelivered());
        }
        if (rule.stage().equals("QUIT")) {
            Hops.await(hops.transport().close());
        }
        if (rule.closed() || rule.stage().equals("QUIT")) {
            Hops.await(server.closings.get(0));
        }
        if (BEFORE_IT_IS_READY.contains(rule.stage())) {
            assertThat(server.messages).hasSize(rule.fate().equals("taken") ? 1 : 0);
        } else if (!rule.stage().equals("QUIT")) {
            nextMessage(server, rule, commands(rule, pipelining, told));
        }
    }

    private ScriptedServer server(Rule rule, boolean pipelining, List<Integer> told) throws Exception {
        var server = hops.server();
        var reply = SAID.get(rule.said());
        if (rule.stage().equals("RCPT")) {
            told.forEach(i -> server.when("RCPT TO:<b" + i, reply));
        } else {
            server.when(rule.stage(), reply);
        }
        if (rule.stage().equals("RSET")) {
            server.when("RCPT", "550 5.1.1 Unknown");
        }
        if (rule.stage().equals("STARTTLS")) {
            server.startTls(CERTIFICATE.keyCertOptions());
        }
        if (rule.stage().equals("AUTH")) {
            server.login(new UpstreamLogin("gateway", "secret", List.of("PLAIN")));
        }
        return pipelining ? server.start() : server.without("PIPELINING").start();
    }

    /** Only who is silent is waited for, and only at one point: until the dot, or for the answer to it. */
    private void route(Rule rule, ScriptedServer server) {
        var silent = rule.said().equals("silence");
        var last = rule.stage().equals(".");
        hops.host(server).connections(1);
        hops.leeway(Leeway.of(silent && !last && rule.fate().equals("late") ? SHORT : LONG));
        hops.timeout(silent && last ? SHORT : LONG);
        if (rule.fate().equals("unready") || rule.stage().equals("RSET")) {
            hops.connectTimeout(SHORT.dividedBy(4));
        }
        if (rule.stage().equals("STARTTLS")) {
            hops.tls(TlsPolicy.OPPORTUNISTIC, "none");
        }
        if (rule.stage().equals("AUTH")) {
            hops.login(new Login("gateway", new Proof.Password(Secret.ofText("secret")), List.of("PLAIN")));
        }
    }

    /** Everything that the server may have heard by the end of the first message. */
    private static List<String> commands(Rule rule, boolean pipelining, List<Integer> told) {
        var heard = new ArrayList<>(List.of("EHLO", "EHLO", "MAIL"));
        int first = IntStream.range(0, told.size())
                .filter(told::contains)
                .findFirst()
                .orElse(0);
        boolean mailOnly = rule.stage().equals("MAIL") && !rule.fate().equals("taken");
        int recipients = pipelining
                ? told.size()
                : mailOnly ? 0 : rule.stage().equals("RCPT") && rule.closed() ? first + 1 : told.size();
        heard.addAll(Collections.nCopies(recipients, "RCPT"));
        var data = List.of("DATA");
        var whole = List.of("DATA", ".");
        var taken = rule.fate().equals("taken");
        heard.addAll(
                switch (rule.stage()) {
                    case "RSET" -> List.of("RSET");
                    case "." -> whole;
                    case "DATA" -> taken ? whole : rule.closed() ? data : List.of("DATA", "RSET");
                    case "RCPT" ->
                        taken || (!rule.closed() && told.contains(-1))
                                ? whole
                                : rule.closed() ? List.<String>of() : List.of("RSET");
                    default -> taken ? whole : rule.closed() ? List.<String>of() : List.of("RSET");
                });
        return heard;
    }

    /** Nothing else was said, and the next message goes over the same connection or over another one. */
    private void nextMessage(ScriptedServer server, Rule rule, List<String> expected) throws Exception {
        int before = expected.size();
        server.asUsual();
        hops.leeway(Leeway.of(LONG));
        assertThat(hops.send(message("a@example.org", "next@example.net"))).isInstanceOf(Outcome.Relayed.class);
        var verbs = server.commands.stream().map(line -> line.split(" ")[0]).toList();
        assertThat(verbs).startsWith(expected.toArray(String[]::new));
        assertThat(verbs.subList(before, verbs.size()))
                .containsExactlyElementsOf(
                        rule.closed()
                                ? List.of("EHLO", "EHLO", "MAIL", "RCPT", "DATA", ".")
                                : List.of("RSET", "MAIL", "RCPT", "DATA", "."));
        assertThat(server.connections).hasValue(rule.closed() ? 2 : 1);
        assertThat(server.loose).hasValue(0);
    }

    private static String described(Outcome outcome) {
        return outcome.getClass().getSimpleName() + " "
                + outcome.reply().toString().replaceAll("<[^>]*>: ", "");
    }

    private static String[] recipients(int count) {
        return Arrays.copyOf(new String[] {"b0@example.net", "b1@example.net", "b2@example.net"}, count);
    }
}
