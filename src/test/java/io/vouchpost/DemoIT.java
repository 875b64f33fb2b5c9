package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo, and each command it prints, run as it stands there. */
@Timeout(180)
class DemoIT {
    private static final boolean REQUIRED = "required".equals(System.getProperty("vouchpost.clients"));
    private static final Duration TO_END = Duration.ofSeconds(60);
    /** What 128 and the number of SIGINT make. */
    private static final int INTERRUPTED = 130;

    @TempDir
    static Path folder;

    private static Program demo;

    @BeforeAll
    static void start() throws Exception {
        demo = Program.start(
                folder,
                "demo",
                "--port",
                freePort(),
                "--tls-port",
                freePort(),
                "--sink-port",
                freePort(),
                "--directory",
                folder.resolve("a demo").toString());
        demo.says("All is well");
    }

    private static String freePort() {
        return Integer.toString(FreePort.any());
    }

    @AfterAll
    static void controlCEndsItWithItsDatabase() throws Exception {
        try (var program = demo) {
            assertThat(Program.postgres(folder.resolve("a demo/postgres"))).isPresent();
            program.signal("INT");
            var ended = program.ended(TO_END);
            assertThat(ended.code()).isEqualTo(INTERRUPTED);
            assertThat(ended.err()).doesNotContain("\tat ", "ERROR");
            assertThat(Program.postgres(folder.resolve("a demo/postgres")))
                    .as("PostgreSQL left behind")
                    .isEmpty();
        }
    }

    /** Runs the printed line with that program in it; empty input, as from a terminal where nobody types. */
    private static String paste(String program) throws Exception {
        assumeTrue(REQUIRED || isInstalled(program.split(" ")[0]), () -> program + " is not installed");
        var line = demo.out()
                .lines()
                .filter(text -> text.startsWith("  ") && text.matches(".*\\b" + program + " -.*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no command with " + program + " in:\n" + demo.out()));
        var process = new ProcessBuilder("bash", "-c", line.strip())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s%n%s", line, said).isZero();
        return said;
    }

    private static boolean isInstalled(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void theSwaksCommandSendsAMessage() throws Exception {
        assertThat(paste("swaks")).contains("250 2.0.0 Message");
        demo.says("This is a test mailing");
    }

    @Test
    void theCurlCommandSendsAMessage() throws Exception {
        paste("curl");
        demo.says("Hello!");
    }

    @Test
    void theOpensslCommandLogsIn() throws Exception {
        assertThat(paste("openssl s_client")).contains("235 2.7.0");
    }

    @Test
    void theOtherCommandsWorkBesideIt() throws Exception {
        var configuration = folder.resolve("a demo/vouchpost.json");
        assertThat(demo.out()).contains("account list --config '" + configuration + "'");
        var list = Program.run(folder, "", "account", "list", "--config", configuration.toString());
        assertThat(list.code()).isZero();
        assertThat(list.out()).contains("demo@example.org");
    }
}
