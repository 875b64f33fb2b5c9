package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.Json;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the event bus does not show the password, in whichever way somebody writes it down. */
class BusCanaryIT {

    @Test
    void noMessageShowsThePassword(@TempDir Path folder) throws Exception {
        Queue<String> traffic = new ConcurrentLinkedQueue<>();
        try (var endpoint =
                Endpoint.start(folder, json -> json.getJsonObject("sasl").put("legacyOnPrimary", true))) {
            endpoint.gateway().vertx().eventBus().addOutboundInterceptor((DeliveryContext<Object> context) -> {
                var message = context.message();
                traffic.add(message.address() + " " + message.headers() + " " + context.body() + " "
                        + json(context.body()));
                context.next();
            });
            for (var dialogue : Dialogue.all().toList()) {
                try (var client = SocketClient.tls(endpoint.tlsPort())) {
                    client.readReply();
                    client.command("EHLO client.example");
                    assertThat(dialogue.play(client, Attempt.USER, TestGateway.PASSWORD)
                                    .reply())
                            .as(dialogue.mechanism())
                            .startsWith("235 ");
                }
            }
        }
        assertThat(traffic).hasSizeGreaterThan(16).anyMatch(message -> message.contains(Attempt.USER));
        assertThat(traffic)
                .noneMatch(message -> message.contains(TestGateway.PASSWORD)
                        || message.contains("Y29ycmVjdCBob3JzZ")
                        || message.contains("AGNvcnJlY3QgaG9yc2"));
    }

    private static String json(Object body) {
        try {
            return Json.encode(body);
        } catch (RuntimeException hasNone) {
            return "";
        }
    }
}
