package io.vouchpost.clients;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The mail libraries that programs in Java are written with. */
class LibraryClientsIT extends ClientContract {
    static Stream<Arguments> attempts() {
        return attemptsOf(LibraryClient.values());
    }
}
