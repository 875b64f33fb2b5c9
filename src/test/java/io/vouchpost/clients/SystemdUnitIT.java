package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What systemd itself says of the files in conf/systemd, and whether they agree with each other and with the handbook. */
@Timeout(120)
class SystemdUnitIT {
    /** 0 is locked up, 10 has no protection; a service of the network with nothing said has 9.2. */
    private static final double EXPOSURE = 1.5;

    private static final Path HANDBOOK = Path.of("docs/operations.md");
    private static final Path EXAMPLE = Path.of("conf/examples/systemd.json");
    private static final Path TMPFILES = Path.of("conf/systemd/vouchpost.tmpfiles");
    private static final Path SYSUSERS = Path.of("conf/systemd/vouchpost.sysusers");

    @TempDir
    Path folder;

    @BeforeEach
    void needed() {
        Installed.require("systemd-analyze", "systemd");
    }

    private Report run(Object... command) throws Exception {
        var words = List.of(command).stream().map(String::valueOf).toArray(String[]::new);
        return Program.in(folder, words).run();
    }

    @Test
    void systemdHasNothingToSayAgainstTheUnit() throws Exception {
        var text = Files.readString(SystemdUnit.FILE);
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        assertThat(text).contains("ExecStart=/usr/bin/java ");
        // the Java of this machine may be elsewhere, and verify looks whether it is there
        var unit = Files.writeString(
                folder.resolve("vouchpost.service"),
                text.replace("ExecStart=/usr/bin/java ", "ExecStart=" + java + " "));

        var report = run("systemd-analyze", "verify", "--man=no", unit);

        assertThat(report.said()).isEmpty();
        assertThat(report.succeeded()).isTrue();
    }

    @Test
    void aFaultInTheUnitWouldBeTold() throws Exception {
        var text = Files.readString(SystemdUnit.FILE).replace("ProtectSystem=strict", "ProtectSystem=strictly");
        var unit = Files.writeString(folder.resolve("vouchpost.service"), text);

        assertThat(run("systemd-analyze", "verify", "--man=no", unit).said()).contains("protect system");
    }

    @Test
    void littleOfTheMachineIsOpenToIt() throws Exception {
        var unit = Files.copy(SystemdUnit.FILE, folder.resolve("vouchpost.service"));

        var report = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit);

        var overall = Pattern.compile("Overall exposure level for vouchpost.service: ([0-9.]+)")
                .matcher(report.said());
        assertThat(overall.find()).as(report.said()).isTrue();
        System.out.println("systemd-analyze security: " + overall.group(1));
        assertThat(Double.parseDouble(overall.group(1))).isLessThanOrEqualTo(EXPOSURE);
    }

    @Test
    void userAndFoldersAreMadeAsTheUnitNeedsThem() throws Exception {
        var root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("etc"));

        var users = run("systemd-sysusers", "--root=" + root, SYSUSERS.toAbsolutePath());
        assertThat(users.succeeded()).as(users.said()).isTrue();
        var account = Files.readString(root.resolve("etc/passwd"));
        assertThat(account).startsWith(SystemdUnit.read().value("User") + ":").contains("nologin");
        assertThat(Files.readString(root.resolve("etc/group")))
                .startsWith(SystemdUnit.read().value("Group") + ":");

        var folders = run("systemd-tmpfiles", "--root=" + root, "--create", TMPFILES.toAbsolutePath());
        assertThat(folders.succeeded()).as(folders.said()).isTrue();
        var uid = Integer.valueOf(account.split(":")[2]);
        assertThat(Files.getAttribute(root.resolve("var/lib/vouchpost"), "unix:uid"))
                .isEqualTo(uid);
        assertThat(Files.getAttribute(root.resolve("var/log/vouchpost"), "unix:uid"))
                .isEqualTo(uid);
        for (var own : List.of("etc/vouchpost", "etc/vouchpost/secrets", "etc/vouchpost/tls", "etc/vouchpost/dkim")) {
            assertThat(Files.getAttribute(root.resolve(own), "unix:uid"))
                    .as(own)
                    .isEqualTo(0);
            assertThat((Integer) Files.getAttribute(root.resolve(own), "unix:mode") & 0777)
                    .as(own)
                    .isEqualTo(0750);
        }
    }

    @Test
    void theExampleWritesWhereTheUnitLetsItAndReadsWhereRootWrites() throws Exception {
        var unit = SystemdUnit.read();
        var example = new JsonObject(Files.readString(EXAMPLE));
        var state = "/var/lib/" + unit.value("StateDirectory") + "/";

        assertThat(example.getJsonObject("limits").getString("directory")).startsWith(state);
        assertThat(example.getJsonObject("tls").getString("selfSignedDirectory"))
                .startsWith(state);
        assertThat(example.getJsonObject("audit").getString("file"))
                .startsWith("/var/log/" + unit.value("LogsDirectory") + "/");
        assertThat(unit.value("WorkingDirectory") + "/").isEqualTo(state);
        for (var line : Files.readAllLines(TMPFILES)) {
            assertThat(line).matches("#.*|d /(etc|var/lib|var/log)/vouchpost(/\\w+)? .*");
        }
    }

    @Test
    void theHandbookNamesTheSamePlaces() throws Exception {
        var handbook = Files.readString(HANDBOOK);
        var unit = SystemdUnit.read();
        var command = unit.command();

        assertThat(handbook)
                .contains(command.get(command.indexOf("-jar") + 1))
                .contains(command.get(command.indexOf("--config") + 1))
                .contains("/var/lib/" + unit.value("StateDirectory"))
                .contains("/var/log/" + unit.value("LogsDirectory"))
                .contains(unit.value("EnvironmentFile").replace("-", ""))
                .contains("conf/systemd/vouchpost.service", "conf/systemd/vouchpost.sysusers")
                .contains("conf/systemd/vouchpost.tmpfiles", "conf/examples/systemd.json");
        assertThat(Files.readString(Path.of("conf/systemd/vouchpost")))
                .contains("jar=\"${VOUCHPOST_JAR:-" + command.get(command.indexOf("-jar") + 1) + "}\"")
                .contains(command.get(command.indexOf("--config") + 1))
                .contains(unit.value("EnvironmentFile").replace("-", ""))
                .contains("runuser -u " + unit.value("User"));
    }

    /** The file is no program, neither for systemd nor for the command that root calls. */
    @Test
    void theCommandTakesTheServicesVariablesByTheLetter() throws Exception {
        var made = folder.resolve("made");
        var variables = Files.writeString(folder.resolve("default"), """
                # PLAIN=not this
                ;PLAIN=nor this
                PLAIN=$(touch %1$s) `touch %1$s` a\\b & c
                QUOTED="-Xmx1g  -Da='b'"
                  SINGLE='"$HOME"'
                touch %1$s
                NO-NAME=x; touch %1$s
                VOUCHPOST_JAR=/else.jar
                EMPTY=
                LAST=no line ends here""".formatted(made));
        var script = Files.readString(Path.of("conf/systemd/vouchpost"))
                .replace("/etc/default/vouchpost", variables.toString())
                .replace("/usr/bin/java ", folder.resolve("java") + " ")
                .replace("= vouchpost ]", "= " + System.getProperty("user.name") + " ]");
        var java = Files.writeString(folder.resolve("java"), "#!/bin/sh\necho \"$@\"\nenv\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        var report = run("sh", Files.writeString(folder.resolve("vouchpost"), script), "account", "list");

        assertThat(report.succeeded()).as(report.said()).isTrue();
        assertThat(report.said().lines())
                .contains(
                        "PLAIN=$(touch %1$s) `touch %1$s` a\\b & c".formatted(made),
                        "QUOTED=-Xmx1g  -Da='b'",
                        "SINGLE=\"$HOME\"",
                        "EMPTY=",
                        "LAST=no line ends here",
                        "VOUCHPOST_CONFIG=/etc/vouchpost/vouchpost.json")
                .anyMatch(line -> line.endsWith(" -jar /else.jar account list"));
        assertThat(made).doesNotExist();
    }

    @Test
    void thereIsTimeToEndAndRoomForEachClient() throws Exception {
        var unit = SystemdUnit.read();
        var schema = new JsonObject(Files.readString(Path.of("conf/vouchpost.schema.json")));
        var limits = schema.getJsonObject("properties").getJsonObject("limits").getJsonObject("properties");
        var grace = Integer.parseInt(
                limits.getJsonObject("grace").getString("default").replace("s", ""));

        // ten seconds of notice, the grace, and twice fifteen to close
        assertThat(unit.seconds("TimeoutStopSec")).isGreaterThan(Duration.ofSeconds(10 + grace + 30));
        assertThat(Integer.parseInt(unit.value("LimitNOFILE")))
                .isGreaterThan(3 * limits.getJsonObject("connections").getInteger("default"));
        assertThat(unit.all("MemoryDenyWriteExecute"))
                .as("Java could not compile")
                .isEmpty();
    }
}
