package io.vouchpost.policy;

import io.vouchpost.account.Account;
import io.vouchpost.account.Identity;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.config.PolicySettings.Grant;
import io.vouchpost.smtp.Mailbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Some accounts with what they may, and the table of what is said to their messages: {@code policy/cases.txt}. */
public final class PolicyCases {
    private static final Path FILE = Path.of("src/test/resources/policy/cases.txt");

    private static final PolicySettings SETTINGS = PolicyExample.granting(
            PolicySettings.Mode.ENFORCE,
            grant(
                    List.of("*"),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of("*@competitor.example", "*@bücher.competitor")),
            grant(List.of(), List.of("staff"), List.of("office@example.org"), List.of(), List.of(), List.of()),
            new Grant(
                    List.of("list@example.org"),
                    List.of(),
                    List.of("*"),
                    List.of(),
                    List.of(),
                    true,
                    List.of(),
                    List.of()),
            grant(List.of("*@partner.example"), List.of(), List.of(), List.of(), List.of("*@example.org"), List.of()),
            grant(List.of(), List.of("Management"), List.of(), List.of("*@example.org"), List.of(), List.of()));

    private static final Map<String, Account> ACCOUNTS = Map.ofEntries(
            account("alice", List.of("alice@example.org", "info@example.org", "*@dept.example.org"), List.of("staff")),
            account("bob", List.of("bob@example.org"), List.of()),
            account("jorg", List.of("jo\u0308rg@example.org", "info@bücher.example"), List.of()),
            account("nobody", List.of(), List.of()),
            account(
                    "carla",
                    List.of("carla@example.org"),
                    List.of("assistants"),
                    "assistants: on-behalf boss@example.org"),
            account(
                    "dave",
                    List.of("dave@example.org"),
                    List.of("support"),
                    "support: send support@example.org",
                    "support: not-to all@example.org"),
            account("manager", List.of("manager@example.org"), List.of("management")),
            account("mailer", List.of(), List.of(), "send *@*.example.org", "null-sender"),
            account("bounces", List.of("bounces@example.org"), List.of(), "null-sender"),
            account("list@example.org", List.of(), List.of()),
            account("x@partner.example", List.of("x@partner.example"), List.of()),
            account(
                    "printer",
                    List.of("scan@example.org"),
                    List.of("devices"),
                    "devices: to *@example.org",
                    "devices: to *@*.example.org",
                    "not-to ceo@example.org"),
            account("kiosk", List.of("kiosk@example.org"), List.of(), "to help@example.org"));

    private PolicyCases() {}

    /**
     * A message and what is said to it.
     *
     * @param refusedAt {@code MAIL}, {@code RCPT}, {@code header}; or {@code allowed}
     */
    public record Case(
            String account,
            Optional<Mailbox> from,
            List<Mailbox> authors,
            List<Mailbox> sender,
            Mailbox recipient,
            String refusedAt,
            String reply,
            String rule,
            String remedy) {

        public Sender whom() {
            return PolicyCases.sender(account);
        }

        public boolean isAllowed() {
            return refusedAt.equals("allowed");
        }

        @Override
        public String toString() {
            return account + ": " + from.map(Mailbox::toString).orElse("<>") + ", " + authors + sender + " to "
                    + recipient + ": " + refusedAt;
        }
    }

    /** As the database and the configuration make it. */
    public static Sender sender(String account) {
        return Rules.of(SETTINGS).sender(ACCOUNTS.get(account));
    }

    /** One to whom nothing is forbidden. */
    public static Sender unlimited() {
        return Rules.NONE.sender(
                new Account("free", true, true, List.of(), List.of(), List.of("send *", "null-sender")));
    }

    public static List<Case> all() {
        try (var lines = Files.lines(FILE)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .map(PolicyCases::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Messages put together from the cells of the table, the same each time; what is said to them is not known. */
    public static List<Case> mixed(int count) {
        var all = all();
        var random = new Random(5);
        return Stream.generate(() -> new Case(
                        any(all, random).account(),
                        any(all, random).from(),
                        any(all, random).authors(),
                        any(all, random).sender(),
                        any(all, random).recipient(),
                        "unknown",
                        "",
                        "",
                        ""))
                .filter(it -> !it.authors().isEmpty())
                .limit(count)
                .toList();
    }

    private static Case any(List<Case> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static Case read(String[] cells) {
        var from = cells[1].equals("<>") ? Optional.<Mailbox>empty() : Mailbox.parse(cells[1]);
        var authors = cells[2].equals("=") ? from.stream().toList() : mailboxes(cells[2]);
        return new Case(
                cells[0],
                from,
                authors,
                cells[3].equals("-") ? List.of() : mailboxes(cells[3]),
                Mailbox.parse(cells[4]).orElseThrow(),
                cells[5],
                cell(cells, 6),
                cell(cells, 7),
                cell(cells, 8));
    }

    private static String cell(String[] cells, int column) {
        return column < cells.length ? cells[column] : "";
    }

    private static List<Mailbox> mailboxes(String text) {
        return Stream.of(text.split(", ", -1))
                .map(it -> Mailbox.parse(it).orElseThrow())
                .toList();
    }

    private static Grant grant(
            List<String> accounts,
            List<String> roles,
            List<String> send,
            List<String> onBehalf,
            List<String> to,
            List<String> notTo) {
        return new Grant(accounts, roles, send, onBehalf, List.of(), false, to, notTo);
    }

    private static Map.Entry<String, Account> account(
            String name, List<String> identities, List<String> roles, String... permissions) {
        var patterns = identities.stream()
                .map(it -> Identity.of(it).orElseThrow().pattern())
                .toList();
        return Map.entry(name, new Account(name, true, false, patterns, roles, List.of(permissions)));
    }
}
