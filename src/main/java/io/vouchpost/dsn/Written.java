package io.vouchpost.dsn;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.message.DefaultMessageWriter;

/** A message of ours as octets, lines ended by CRLF. All in memory: what fails is a fault of the program. */
final class Written {
    private Written() {}

    /** What is to be written. */
    interface Draft {
        Message.Builder compose() throws IOException, MimeException;
    }

    static Buffer of(Draft draft) {
        try {
            var octets = new ByteArrayOutputStream();
            new DefaultMessageWriter().writeMessage(draft.compose().build(), octets);
            return Buffer.buffer(octets.toByteArray());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        } catch (MimeException ours) {
            throw new IllegalStateException(ours);
        }
    }
}
