package io.vouchpost.cli;

import io.vertx.core.json.JsonObject;
import io.vouchpost.audit.AuditSearch;
import io.vouchpost.audit.EventFilter;
import io.vouchpost.audit.FileFollower;
import io.vouchpost.audit.FilterReader;
import io.vouchpost.audit.Pseudonyms;
import io.vouchpost.audit.TableFollower;
import io.vouchpost.config.Settings;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: what happened, chosen by filters, and what happens from now on. */
@Command(
        name = "audit",
        description =
                "What happened: events of all gateways where they are kept in the database, else those in the files"
                        + " of this machine. With --json, one JSON object in a line.")
public final class AuditCommand implements Callable<Integer> {
    private static final long FILE_MILLIS = 300;
    private static final long DATABASE_MILLIS = 1_000;

    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private AuditSelection selection = new AuditSelection();

    @Option(names = "--follow", description = "Go on with what happens from now on, until interrupted.")
    private boolean follow;

    /** New events each time; nothing where nothing is new. */
    private interface News {
        List<JsonObject> poll() throws Exception;
    }

    @Override
    public Integer call() {
        try {
            var settings =
                    Objects.requireNonNull(configuration, "set by picocli").load();
            var pseudonyms = Pseudonyms.of(settings.audit().pseudonyms());
            var filter = selection.filter(new FilterReader(pseudonyms, Clock.systemUTC()));
            return settings.audit().database().isPresent()
                    ? OnDatabase.with(settings, opened -> inDatabase(opened, filter))
                    : inFiles(settings, filter);
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (UncheckedIOException e) {
            return output.fail("The audit log cannot be read: " + e.getMessage(), 1);
        } catch (Exception e) {
            return output.fail("The audit trail cannot be read: " + e.getMessage(), 1);
        }
    }

    private int inFiles(Settings settings, EventFilter filter) throws Exception {
        if (!follow) {
            return say(new AuditSearch(settings.audit()).find(filter));
        }
        try (var follower = new FileFollower(settings.audit().file())) { // before looking back, or some would be missed
            var before = new AuditSearch(settings.audit()).find(filter);
            return follow(before, FILE_MILLIS, () -> follower.poll().stream()
                    .filter(filter::matches)
                    .toList());
        }
    }

    private int inDatabase(OnDatabase.Opened opened, EventFilter filter) throws Exception {
        if (!follow) {
            return say(OnDatabase.await(opened.events().find(filter)));
        }
        var follower = new TableFollower(opened.events(), filter, Clock.systemUTC());
        return follow(OnDatabase.await(follower.begin()), DATABASE_MILLIS, () -> OnDatabase.await(follower.poll()));
    }

    private int say(List<JsonObject> events) {
        if (output.json()) {
            events.forEach(event -> output.line(event.encode()));
        } else {
            output.line(AuditTableText.of(events));
        }
        return 0;
    }

    private int follow(List<JsonObject> before, long pauseMillis, News news) throws Exception {
        var never = new Semaphore(0);
        boolean heard = output.json() || output.line(AuditTableText.heading());
        for (var events = before; heard; events = news.poll()) {
            for (var event : events) {
                heard = heard && output.line(output.json() ? event.encode() : AuditTableText.row(event));
            }
            if (never.tryAcquire(pauseMillis, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return 0;
    }
}
