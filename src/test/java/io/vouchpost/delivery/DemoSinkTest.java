package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.await;
import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.cli.DemoSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The demo's next hop, by the transport that will use it. */
class DemoSinkTest {
    @Test
    void everythingSentArrivesAsItWas() throws Exception {
        try (var hops = new Hops()) {
            var arrived = new CopyOnWriteArrayList<DemoSink.Message>();
            var sink = await(DemoSink.listen(hops.vertx, 0, arrived::add));
            hops.host("127.0.0.1", sink.port(), false);
            var text = "Subject: x\r\n\r\n.dot\r\n.\r\n\u00e4\r\n";
            assertThat(hops.send(
                            message(MemoryContent.of(text), "j\u00f6rg@example.org", "b@example.net", "c@example.net")))
                    .isInstanceOf(Outcome.Relayed.class);
            assertThat(hops.send(message("", "b@example.net"))).isInstanceOf(Outcome.Relayed.class);
            assertThat(arrived).hasSize(2);
            assertThat(arrived.get(0).from()).isEqualTo("j\u00f6rg@example.org");
            assertThat(arrived.get(0).to()).isEqualTo(List.of("b@example.net", "c@example.net"));
            assertThat(arrived.get(0).octets().toString("ISO-8859-1")).isEqualTo(text);
            assertThat(arrived.get(1).from()).isEmpty();
            await(sink.close());
        }
    }
}
