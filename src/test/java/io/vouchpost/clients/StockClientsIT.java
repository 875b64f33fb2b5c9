package io.vouchpost.clients;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The mail clients that Debian has, as they are. */
class StockClientsIT extends ClientContract {
    static Stream<Arguments> attempts() {
        return attemptsOf(StockClient.values());
    }
}
