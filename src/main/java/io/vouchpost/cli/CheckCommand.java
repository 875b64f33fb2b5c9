package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.BreakerSettings;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.InvalidConfiguration;
import io.vouchpost.config.Problem;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.config.Settings;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.dkim.PublicRecord;
import io.vouchpost.dkim.UnusableKey;
import io.vouchpost.guard.Countries;
import io.vouchpost.guard.UnusableGeoip;
import io.vouchpost.tls.ServerTls;
import io.vouchpost.tls.UnusableTls;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}: all that is wrong with a configuration file, and what is doubtful, before a gateway runs by it. */
@Command(name = "check", description = "Tell all that is wrong with the configuration; exit code 1 if anything is.")
public final class CheckCommand implements Callable<Integer> {
    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        var file = new ConfigurationFile(
                Objects.requireNonNull(configuration, "set by picocli").file(), System::getenv);
        try {
            var settings = file.read();
            var keyring = Keyring.load(settings.delivery().dkim());
            checkGeoip(settings);
            var doubts = Stream.of(doubts(settings), keyring.doubts(), KnownFindings.of(settings.database()))
                    .flatMap(List::stream);
            return output.say(sound(file, doubts.toList(), keyring.publicRecords()));
        } catch (InvalidConfiguration e) {
            output.say(wrong(file, e.problems()));
        } catch (KnownFindings.UnusableDatabase e) {
            output.say(wrong(file, List.of(new Problem("/database/uri", String.valueOf(e.getMessage())))));
        } catch (UnusableTls e) {
            output.say(wrong(file, List.of(new Problem("/tls", String.valueOf(e.getMessage())))));
        } catch (UnusableKey e) {
            output.say(wrong(file, List.of(new Problem("/delivery/dkim", e.sentence()))));
        } catch (UnusableGeoip e) {
            output.say(wrong(file, List.of(new Problem("/guard/breaker/geoip", e.sentence()))));
        }
        return 1;
    }

    private static void checkGeoip(Settings settings) throws UnusableGeoip {
        var file = settings.guard().breaker().flatMap(BreakerSettings::geoip);
        if (file.isPresent()) {
            Countries.open(file.get()).close();
        }
    }

    private static Answer sound(ConfigurationFile file, List<String> doubts, List<PublicRecord> records) {
        var text = new StringBuilder(file.file() + " is sound.");
        doubts.forEach(doubt -> text.append("\nBut: ").append(doubt));
        if (!records.isEmpty()) {
            text.append("\nTo be published in the DNS, for signatures to verify:");
            records.forEach(record -> text.append("\n").append(record.zoneLine()));
        }
        var dns = records.stream()
                .map(record -> new JsonObject()
                        .put("name", record.name())
                        .put("type", "TXT")
                        .put("value", record.value()))
                .toList();
        return new Answer(
                text.toString(),
                new JsonObject()
                        .put("problems", new JsonArray())
                        .put("doubts", new JsonArray(doubts))
                        .put("dns", new JsonArray(dns)));
    }

    private static Answer wrong(ConfigurationFile file, List<Problem> problems) {
        var text = new StringBuilder(file.file() + ":");
        var json = new JsonArray();
        for (var problem : problems) {
            text.append("\n  ").append(problem);
            json.add(new JsonObject().put("pointer", problem.pointer()).put("message", problem.message()));
        }
        return new Answer(text.toString(), new JsonObject().put("problems", json));
    }

    /** What may be meant, but should be known. */
    private static List<String> doubts(Settings settings) throws UnusableTls {
        var doubts = new ArrayList<String>();
        if (settings.tls().certificate().isPresent()) {
            doubts.addAll(doubts(ServerTls.of(settings.tls(), settings.hostname())));
        } else {
            doubts.add("a self-signed certificate will be made, which mail programs do not trust;"
                    + " set tls.certificate and tls.key");
        }
        if (!ServerTls.versions(settings.tls()).contains("TLSv1.3")) {
            doubts.add("TLS 1.3 will not be spoken, for tls.ciphers has none of its suites");
        }
        if (settings.sasl().mechanisms().contains("EXTERNAL") && !settings.tls().asksForCertificates()) {
            doubts.add("EXTERNAL will be offered to nobody, for no client is asked for a certificate;"
                    + " set tls.clientAuthorities, or tls.clientCertificates to \"any\"");
        }
        settings.delivery().routes().stream()
                .filter(route -> route.auth().isPresent() && route.tls() != TlsPolicy.REQUIRED)
                .map(CheckCommand::unprotected)
                .forEach(doubts::add);
        return doubts;
    }

    private static List<String> doubts(ServerTls tls) {
        var doubts = new ArrayList<String>();
        if (tls.certificate().isSelfSigned()) {
            doubts.add("the certificate is self-signed, which mail programs do not trust");
        }
        var expires = tls.certificate().expires();
        if (expires.isBefore(Clock.systemUTC().instant().plus(Duration.ofDays(14)))) {
            doubts.add("the certificate ends on " + expires);
        }
        return doubts;
    }

    private static String unprotected(RouteSettings route) {
        return "the log-in to " + route.hosts().get(0).host() + " may go in the clear: delivery.routes has \"tls\": \""
                + route.tls().name().toLowerCase(Locale.ROOT) + "\"";
    }
}
