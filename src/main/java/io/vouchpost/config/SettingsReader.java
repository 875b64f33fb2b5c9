package io.vouchpost.config;

import io.vertx.core.json.JsonArray;
import java.util.Locale;

/** The document as {@link Settings}; what the schema cannot say is checked on the way. */
final class SettingsReader {
    /** What guessing over a network does not find. */
    private static final int SHORTEST_TOKEN = 16;

    private final Section root;

    SettingsReader(Section root) {
        this.root = root;
    }

    /** To be used only where no problem was told. */
    Settings read() {
        var hostname = root.text("hostname");
        var listeners = new ListenerReader().read(root.sections("listeners"));
        var proxies = listeners.stream()
                .flatMap(listener -> listener.trustedProxies().stream())
                .toList();
        return new Settings(
                hostname,
                listeners,
                new TlsReader(root.sectionOrDefaults("tls")).read(),
                new DatabaseReader(root.sectionOrDefaults("database")).read(),
                new SaslReader(root.sectionOrDefaults("sasl")).read(hostname),
                policy(root.sectionOrDefaults("policy")),
                new GuardReader(root.sectionOrDefaults("guard")).read(proxies),
                new DeliveryReader(root.sectionOrDefaults("delivery")).read(),
                limits(root.sectionOrDefaults("limits")),
                root.section("admin").map(SettingsReader::admin),
                audit(root.sectionOrDefaults("audit")));
    }

    private static PolicySettings policy(Section section) {
        return new PolicySettings(
                section.choice("mode", PolicySettings.Mode.class),
                section.flag("checkHeader"),
                section.flag("traceClientAddress"),
                section.flag("authenticationResults"),
                section.text("subaddresses"),
                section.sections("grants").stream().map(SettingsReader::grant).toList());
    }

    private static PolicySettings.Grant grant(Section section) {
        if (section.sound("accounts", "roles") && isEmpty(section, "accounts") && isEmpty(section, "roles")) {
            section.problem("accounts", "a grant has to say for which \"accounts\" or \"roles\" it is");
        }
        return new PolicySettings.Grant(
                section.texts("accounts"),
                section.texts("roles"),
                section.texts("send"),
                section.texts("onBehalf"),
                section.texts("actAs"),
                section.flag("nullSender"),
                section.texts("to"),
                section.texts("notTo"));
    }

    private static boolean isEmpty(Section section, String key) {
        return !(section.json().getValue(key) instanceof JsonArray array) || array.isEmpty();
    }

    private static LimitSettings limits(Section section) {
        var quarterOfHeap = Runtime.getRuntime().maxMemory() / 4;
        var memoryBytes = section.optionalNumber("memoryBytes").orElse(quarterOfHeap);
        var limits = new LimitSettings(
                section.number("messageBytes"),
                section.integer("recipients"),
                section.integer("headerBytes"),
                section.integer("commandBytes"),
                section.integer("errors"),
                section.integer("idleCommands"),
                section.duration("idle"),
                section.duration("command"),
                section.duration("logIn"),
                section.duration("greetingDelay"),
                section.duration("session"),
                section.duration("data"),
                section.integer("connections"),
                section.integer("connectionsPerAddress"),
                section.integer("connectionsPerAccount"),
                memoryBytes,
                section.integer("memoryPerMessage"),
                section.number("diskBytes"),
                section.path("directory"),
                section.duration("grace"),
                section.duration("futureRelease"));
        LimitSettings.BOUNDS.forEach(bound -> keep(bound, limits, section));
        return limits;
    }

    /** Tells a part that is larger than the whole, at the one that the file itself sets. */
    private static void keep(LimitSettings.Bound bound, LimitSettings limits, Section section) {
        if (section.sound(bound.part(), bound.whole()) && bound.isBroken(limits)) {
            section.problem(
                    section.has(bound.part()) ? bound.part() : bound.whole(),
                    String.format(
                            Locale.ROOT,
                            "\"%s\" (%d) must not be larger than \"%s\" (%d)",
                            bound.part(),
                            bound.partBytes().applyAsLong(limits),
                            bound.whole(),
                            bound.wholeBytes().applyAsLong(limits)));
        }
    }

    private static AdminSettings admin(Section section) {
        var token = section.secret("token");
        if (token.filter(it -> it.length() < SHORTEST_TOKEN).isPresent()) {
            section.problem(
                    "token", "must have at least " + SHORTEST_TOKEN + " octets: make one by openssl rand -hex 32");
        }
        return new AdminSettings(section.text("host"), section.integer("port"), token, section.duration("notice"));
    }

    private static AuditSettings audit(Section section) {
        return new AuditSettings(
                section.path("file"),
                section.number("rotateBytes"),
                section.integer("keep"),
                section.duration("retention"),
                section.section("database").map(database -> database.duration("retention")),
                section.section("syslog").map(SettingsReader::syslog),
                section.section("pseudonyms").flatMap(pseudonyms -> pseudonyms.secret("key")));
    }

    private static AuditSettings.Syslog syslog(Section section) {
        var authorities = section.optionalPath("authorities");
        authorities.ifPresent(file -> TlsReader.authorities(section, "authorities", file));
        return new AuditSettings.Syslog(
                section.text("host"),
                section.integer("port"),
                section.choice("transport", AuditSettings.Transport.class),
                authorities,
                section.text("facility"));
    }
}
