package io.vouchpost.config;

import java.util.Locale;

/** The document as {@link Settings}; what the schema cannot say is checked on the way. */
final class SettingsReader {
    private final Section root;

    SettingsReader(Section root) {
        this.root = root;
    }

    /** To be used only where no problem was told. */
    Settings read() {
        var hostname = root.text("hostname");
        return new Settings(
                hostname,
                new ListenerReader().read(root.sections("listeners")),
                new TlsReader(root.sectionOrDefaults("tls")).read(),
                new DatabaseReader(root.sectionOrDefaults("database")).read(),
                new SaslReader(root.sectionOrDefaults("sasl")).read(hostname),
                policy(root.sectionOrDefaults("policy")),
                guard(root.sectionOrDefaults("guard")),
                new DeliveryReader(root.sectionOrDefaults("delivery")).read(),
                limits(root.sectionOrDefaults("limits")),
                root.section("admin").map(SettingsReader::admin),
                audit(root.sectionOrDefaults("audit")));
    }

    private static PolicySettings policy(Section section) {
        return new PolicySettings(
                section.flag("checkHeader"), section.flag("traceClientAddress"), section.flag("authenticationResults"));
    }

    private static GuardSettings guard(Section section) {
        var guard = new GuardSettings(
                section.integer("accountFailures"),
                section.integer("networkFailures"),
                section.duration("lockout"),
                section.duration("longestLockout"),
                section.duration("forgetAfter"),
                section.integer("connectionsPerMinute"),
                section.integer("failuresPerSession"),
                section.networks("exempt"));
        if (section.sound("lockout", "longestLockout") && guard.lockout().compareTo(guard.longestLockout()) > 0) {
            section.problem(
                    section.has("lockout") ? "lockout" : "longestLockout",
                    String.format(
                            Locale.ROOT,
                            "\"lockout\" (%s) must not be longer than \"longestLockout\" (%s)",
                            section.text("lockout"),
                            section.text("longestLockout")));
        }
        return guard;
    }

    private static LimitSettings limits(Section section) {
        var quarterOfHeap = Runtime.getRuntime().maxMemory() / 4;
        var memoryBytes = section.optionalNumber("memoryBytes").orElse(quarterOfHeap);
        atMost(section, "memoryPerMessage", section.number("memoryPerMessage"), "memoryBytes", memoryBytes);
        atMost(section, "messageBytes", section.number("messageBytes"), "diskBytes", section.number("diskBytes"));
        atMost(section, "headerBytes", section.number("headerBytes"), "messageBytes", section.number("messageBytes"));
        return new LimitSettings(
                section.number("messageBytes"),
                section.integer("recipients"),
                section.integer("headerBytes"),
                section.integer("commandBytes"),
                section.integer("errors"),
                section.integer("idleCommands"),
                section.duration("idle"),
                section.duration("session"),
                section.duration("data"),
                section.integer("connections"),
                section.integer("connectionsPerAddress"),
                memoryBytes,
                section.integer("memoryPerMessage"),
                section.number("diskBytes"),
                section.path("directory"),
                section.duration("grace"),
                section.duration("futureRelease"));
    }

    /** Tells a part that is larger than the whole, at the one that the file itself sets. */
    private static void atMost(Section section, String part, long partBytes, String whole, long wholeBytes) {
        if (section.sound(part, whole) && partBytes > wholeBytes) {
            section.problem(
                    section.has(part) ? part : whole,
                    String.format(
                            Locale.ROOT,
                            "\"%s\" (%d) must not be larger than \"%s\" (%d)",
                            part,
                            partBytes,
                            whole,
                            wholeBytes));
        }
    }

    private static AdminSettings admin(Section section) {
        return new AdminSettings(section.text("host"), section.integer("port"));
    }

    private static AuditSettings audit(Section section) {
        return new AuditSettings(section.path("file"), section.number("rotateBytes"), section.integer("keep"));
    }
}
