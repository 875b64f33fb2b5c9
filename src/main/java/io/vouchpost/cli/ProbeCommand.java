package io.vouchpost.cli;

import io.vouchpost.config.DurationText;
import io.vouchpost.config.PemFiles;
import io.vouchpost.config.Settings;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.dkim.UnusableKey;
import io.vouchpost.probe.Arrival;
import io.vouchpost.probe.Identity;
import io.vouchpost.probe.Letter;
import io.vouchpost.probe.MaildirArrival;
import io.vouchpost.probe.Outcome;
import io.vouchpost.probe.Plan;
import io.vouchpost.probe.Probe;
import io.vouchpost.probe.Report;
import io.vouchpost.probe.ReportText;
import io.vouchpost.probe.TlsMode;
import java.net.IDN;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code probe}: the test after setting up, and once a minute from then on. Works against any submission server. */
@Command(
        name = "probe",
        description = {
            "Look at a submission server as a mail program does, step by step; exit code 1 if anything fails.",
            "A configuration is read only where --config names one: to compare DKIM keys, and to see what became of the"
                    + " test message."
        })
public final class ProbeCommand implements Callable<Integer> {
    private static final int DNS_PORT = 53;
    private static final String MAILDIR = "maildir:";
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_.-]{1,253}");

    @Parameters(paramLabel = "HOST[:PORT]", description = "Without a port, both 465 and 587.")
    private String server = "";

    @Option(names = "--tls", paramLabel = "MODE", description = "implicit, starttls or none; by the port where unsaid.")
    private @Nullable TlsMode tls;

    @Mixin
    private ProbeSecret secret = new ProbeSecret();

    @Option(names = "--mechanism", paramLabel = "NAME", description = "Log in by this one, not by the strongest.")
    private @Nullable String mechanism;

    @Mixin
    private ProbeLetter message = new ProbeLetter();

    @Option(names = "--no-relay-check", description = "Do not try to send without a log-in: servers' logs count that.")
    private boolean noRelayCheck;

    @Option(names = "--check-sender", description = "Try to send as somebody else, which has to be refused.")
    private boolean checkSender;

    @Option(
            names = "--arrival",
            paramLabel = "PLACE",
            description = "Where the test message comes out: maildir:PATH. With --config, the queue is asked.")
    private @Nullable String arrival;

    @Option(names = "--arrival-timeout", paramLabel = "TIME", defaultValue = "60s", description = "${DEFAULT-VALUE}.")
    private String arrivalTimeout = "60s";

    @Option(names = "--ca", paramLabel = "FILE", description = "Trust these authorities too (PEM).")
    private @Nullable Path authorities;

    @Option(names = "--insecure", description = "Log in whatever the certificate says; it still counts as failed.")
    private boolean insecure;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "For each port, and for the DNS; ${DEFAULT-VALUE} where nothing is said.")
    private String timeout = "30s";

    @Option(
            names = "--warn-expiry",
            paramLabel = "TIME",
            defaultValue = "14d",
            description = "Warn so long before a certificate ends; ${DEFAULT-VALUE} where nothing is said.")
    private String expiry = "14d";

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Look at what the DNS says of it, too.")
    private @Nullable String domain;

    @Option(names = "--dkim-selector", paramLabel = "NAME", description = "DKIM keys of the domain. Any number.")
    private List<String> selectors = new ArrayList<>();

    @Option(names = "--resolver", paramLabel = "HOST[:PORT]", description = "Whom to ask; else the machine's own.")
    private @Nullable String resolver;

    @Option(names = "--strict", description = "Exit code 1 for warnings too.")
    private boolean strict;

    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        Optional<Identity> identity = Optional.empty();
        try {
            var letter = message.letter(secret.user());
            var settings = settings();
            var plan = plan(letter, settings);
            identity = secret.identity();
            var report = run(plan.as(identity), settings);
            output.say(new Answer(ReportText.of(report), report.json()));
            var bad = strict ? Outcome.WARN : Outcome.FAILED;
            return report.outcome().compareTo(bad) >= 0 ? 1 : 0;
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        } finally {
            identity.ifPresent(used -> used.secret().close());
        }
    }

    /** Only where it was asked for: what is looked at needs no configuration of ours. */
    private Optional<Settings> settings() {
        boolean asked =
                command != null && command.commandLine().getParseResult().hasMatchedOption("--config");
        return asked ? Optional.ofNullable(configuration).map(ConfigurationOption::load) : Optional.empty();
    }

    private Plan plan(Optional<Letter> letter, Optional<Settings> settings) {
        var target = ProbeTarget.parse(server);
        var wanted = Optional.ofNullable(mechanism).map(name -> name.toUpperCase(Locale.ROOT));
        if (wanted.isPresent() && !Plan.knows(wanted.get())) {
            throw new CommandException("--mechanism: it cannot be done here: " + Harmless.text(wanted.get()), 2);
        }
        if (arrival != null && letter.isEmpty()) {
            throw new CommandException("--arrival needs a message: --to ADDRESS or --send-to-self.", 2);
        }
        if (domain == null && !selectors.isEmpty()) {
            throw new CommandException("--dkim-selector needs --domain.", 2);
        }
        if (tls == TlsMode.NONE && target.port().isEmpty()) {
            throw new CommandException("--tls none needs a port: HOST:PORT.", 2);
        }
        return new Plan(
                target.host(),
                target.endpoints(Optional.ofNullable(tls)),
                Optional.empty(),
                wanted,
                letter,
                !noRelayCheck,
                checkSender,
                trusted(),
                insecure,
                duration("--timeout", timeout),
                duration("--warn-expiry", expiry),
                domain(),
                Optional.ofNullable(resolver)
                        .map(typed -> ProbeTarget.parse(typed).socketAddress(DNS_PORT)),
                dkim(settings),
                Clock.systemUTC());
    }

    private Report run(Plan plan, Optional<Settings> settings) {
        var patience = duration("--arrival-timeout", arrivalTimeout);
        Optional<Arrival> place = arrival == null ? settings.map(ProbeQueue::new) : Optional.of(maildir(arrival, plan));
        return new Probe(plan, place, patience).run();
    }

    private static Arrival maildir(String typed, Plan plan) {
        if (!typed.startsWith(MAILDIR)) {
            throw new CommandException("--arrival wants maildir:PATH, not " + Harmless.text(typed), 2);
        }
        return new MaildirArrival(
                Path.of(typed.substring(MAILDIR.length())), plan.clock().instant());
    }

    private List<X509Certificate> trusted() {
        try {
            return authorities == null ? List.of() : PemFiles.certificates(authorities);
        } catch (PemFiles.Unusable e) {
            throw new CommandException("--ca: " + e.sentence(), 2);
        }
    }

    private Optional<String> domain() {
        return Optional.ofNullable(domain).map(ProbeCommand::inAscii);
    }

    private static String inAscii(String domain) {
        try {
            var name = IDN.toASCII(domain).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
            if (DOMAIN.matcher(name).matches()) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new CommandException("--domain is no name of a domain: " + Harmless.text(domain), 2);
    }

    /** The records to look at, with the value that a configured key asks for. */
    private Map<String, String> dkim(Optional<Settings> settings) {
        var records = new TreeMap<String, String>();
        var suffix = "._domainkey." + domain().orElse("");
        selectors.forEach(selector -> records.put(selector.toLowerCase(Locale.ROOT) + suffix, ""));
        if (settings.isPresent() && domain != null) {
            try {
                Keyring.load(settings.get().delivery().dkim()).publicRecords().stream()
                        .filter(record -> record.name().toLowerCase(Locale.ROOT).endsWith(suffix))
                        .forEach(record -> records.put(record.name().toLowerCase(Locale.ROOT), record.value()));
            } catch (UnusableKey e) {
                throw new CommandException("/delivery/dkim: " + e.sentence());
            }
        }
        return records;
    }

    private static Duration duration(String option, String typed) {
        return DurationText.parse(typed)
                .filter(time -> !time.isZero())
                .orElseThrow(() -> new CommandException(option + " wants a time such as 30s or 14d.", 2));
    }
}
