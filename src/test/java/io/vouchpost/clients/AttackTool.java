package io.vouchpost.clients;

import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The programs by which passwords are guessed, as Debian has them. Ncrack is not among them: it has no module for SMTP; nor
 * is nmap's smtp-brute: it does not find our mechanisms in the reply to EHLO. Medusa
 * knows no TLS but 1.0, which no gateway takes: it speaks in the clear to somebody who encrypts it.
 */
enum AttackTool {
    HYDRA_STARTTLS("hydra", "   password: %s", Tls.STARTTLS) {
        @Override
        List<String> command(Target target) {
            return hydra(target, "smtp://127.0.0.1:" + target.port() + "/TLS:PLAIN");
        }
    },

    HYDRA_SMTPS("hydra", "   password: %s", Tls.IMPLICIT) {
        @Override
        List<String> command(Target target) {
            return hydra(target, "smtps://127.0.0.1:" + target.port() + "/LOGIN");
        }
    },

    MEDUSA("medusa", " Password: %s [SUCCESS]", Tls.NONE) {
        @Override
        List<String> command(Target target) {
            return List.of(
                    "medusa",
                    "-h",
                    "127.0.0.1",
                    "-n",
                    "" + target.port(),
                    "-u",
                    target.account(),
                    "-P",
                    target.words().toString(),
                    "-M",
                    "smtp",
                    "-m",
                    "AUTH:PLAIN",
                    "-t",
                    "16");
        }
    };

    private final String program;
    private final String triumph;
    private final Tls tls;

    AttackTool(String program, String triumph, Tls tls) {
        this.program = program;
        this.triumph = triumph;
        this.tls = tls;
    }

    /** What it speaks of it. */
    enum Tls {
        STARTTLS,
        IMPLICIT,
        NONE
    }

    /**
     * @param port of 127.0.0.1
     * @param words one password a line
     */
    record Target(int port, String account, Path words, Path folder) {}

    abstract List<String> command(Target target) throws IOException;

    /** To a gateway, from these addresses. */
    Masquerade masquerade(TestGateway gateway, List<String> sources) throws IOException {
        return new Masquerade(tls == Tls.STARTTLS ? gateway.port() : gateway.tlsPort(), sources, tls == Tls.NONE);
    }

    /** Its package has its name. */
    void require() {
        Installed.require(program, program);
    }

    private static List<String> hydra(Target target, String destination) {
        return List.of(
                "hydra",
                "-l",
                target.account(),
                "-P",
                target.words().toString(),
                "-t",
                "16",
                "-w",
                "5",
                "-I",
                destination);
    }

    /**
     * Until it has ended by itself, or for so long: who guards well makes it take longer than anybody has.
     *
     * @return what it has said
     */
    String attack(Target target, long seconds) throws IOException, InterruptedException {
        var output = target.folder().resolve("said");
        var builder = new ProcessBuilder(command(target))
                .directory(target.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", target.folder().toString());
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    /**
     * Whether it tells of this password that it is right. Of others they say it now and then: a gateway that closes the connection
     * in the middle of it all is nothing they know.
     */
    boolean finds(String password, String said) {
        return said.lines().anyMatch(line -> line.endsWith(triumph.formatted(password)));
    }
}
