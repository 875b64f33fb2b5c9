package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.ListenerSettings;
import io.vouchpost.verticle.Gateway;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serve}: the gateway itself, until it is told to end. */
@Command(name = "serve", description = "Run the gateway until SIGTERM or Ctrl-C. SIGHUP reads the configuration anew.")
public final class ServeCommand implements Callable<Integer> {
    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        var asked = Objects.requireNonNull(configuration, "set by picocli");
        try {
            var settings = asked.load();
            var service = Service.start(Gateway.vertx(), new ConfigurationFile(asked.file(), System::getenv), settings);
            int code = output.say(ready(settings.listeners(), service.ports()));
            service.untilStopped();
            return code;
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        }
    }

    private static Answer ready(List<ListenerSettings> listeners, List<Integer> ports) {
        var places = IntStream.range(0, ports.size())
                .mapToObj(i -> new Place(listeners.get(i), ports.get(i)))
                .toList();
        return new Answer(
                "Vouchpost is ready: " + places.stream().map(Place::text).collect(Collectors.joining(", ")),
                new JsonObject()
                        .put("ready", true)
                        .put(
                                "listeners",
                                new JsonArray(places.stream().map(Place::json).toList())));
    }

    private record Place(ListenerSettings listener, int port) {
        private String tls() {
            return listener.tls().name().toLowerCase(Locale.ROOT);
        }

        String text() {
            return listener.host() + ":" + port + " (" + tls() + ")";
        }

        JsonObject json() {
            return new JsonObject()
                    .put("host", listener.host())
                    .put("port", port)
                    .put("tls", tls());
        }
    }
}
