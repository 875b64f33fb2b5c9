package io.vouchpost.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the demo tells the person who tries it. The commands are to be pasted as they are. */
final class DemoTexts {
    private static final int LINES_SHOWN = 30;

    private DemoTexts() {}

    /**
     * @param ports for STARTTLS, then for implicit TLS
     */
    static String welcome(DemoLogin login, List<Integer> ports, Path certificate, Path configuration) {
        return String.format(
                Locale.ROOT,
                """

                Vouchpost is ready on 127.0.0.1, port %1$d (STARTTLS) and port %2$d (implicit TLS).

                  user name  %3$s
                  password   %4$s     (a new one at each start)
                  certificate %5$s

                Send a message with swaks:
                  swaks --server 127.0.0.1:%1$d --tls --auth PLAIN --auth-user %3$s --auth-password %4$s --from %3$s --to %6$s

                with curl:
                  printf 'From: %3$s\\r\\nTo: %6$s\\r\\nSubject: Hello\\r\\n\\r\\nHello!\\r\\n' | curl --cacert '%5$s' --url smtps://127.0.0.1:%2$d --user %3$s:%4$s --mail-from %3$s --mail-rcpt %6$s --upload-file -

                or see the log-in by hand:
                  printf 'EHLO me\\r\\nAUTH PLAIN %7$s\\r\\nQUIT\\r\\n' | openssl s_client -quiet -CAfile '%5$s' -connect 127.0.0.1:%2$d

                The other commands work beside it, such as
                  mvn -q exec:java -Dexec.args="account list --config '%8$s'"
                """,
                ports.get(0),
                ports.get(1),
                login.name(),
                login.password(),
                certificate,
                DemoLogin.FRIEND,
                initialResponse(login),
                configuration);
    }

    /** RFC 4616, in base64 as AUTH wants it. */
    private static String initialResponse(DemoLogin login) {
        var message = "\0" + login.name() + "\0" + login.password();
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    /** A message at the next hop, its beginning in full. */
    static String arrived(DemoSink.Message message) {
        var lines = message.octets().toString(StandardCharsets.UTF_8).lines().toList();
        var more = lines.size() > LINES_SHOWN ? "\n  | ... " + (lines.size() - LINES_SHOWN) + " lines more" : "";
        return lines.stream()
                .limit(LINES_SHOWN)
                .map(line -> "  | " + line.replaceAll("[\\p{Cntrl}&&[^\\t]]", "?"))
                .collect(Collectors.joining(
                        "\n",
                        "The next hop got a message from <" + message.from() + "> to " + message.to() + ", "
                                + message.octets().length() + " octets:\n",
                        more + "\n"));
    }
}
