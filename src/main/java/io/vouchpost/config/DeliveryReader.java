package io.vouchpost.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The key {@code delivery}. */
final class DeliveryReader {
    private static final int KEYS_FOR_A_DOMAIN = 2;

    private final Section section;

    DeliveryReader(Section section) {
        this.section = section;
    }

    DeliverySettings read() {
        return new DeliverySettings(
                section.choice("acknowledge", DeliverySettings.Acknowledge.class),
                section.duration("timeout"),
                section.duration("relayTimeout"),
                section.duration("duplicates"),
                routes(),
                spool(section.sectionOrDefaults("spool")),
                notifications(section.sectionOrDefaults("notifications")),
                dkim());
    }

    private List<RouteSettings> routes() {
        var sections = section.sections("routes");
        var routes = IntStream.range(0, sections.size())
                .mapToObj(i -> new RouteReader(sections.get(i), section).read(i))
                .toList();
        var names = new HashSet<String>();
        for (int i = 0; i < routes.size(); i++) {
            if (!names.add(routes.get(i).name())) {
                sections.get(i).problem("name", "\"" + routes.get(i).name() + "\" is the name of another route, too");
            }
        }
        if (!routes.isEmpty() && !routes.get(routes.size() - 1).match().equals(RouteSettings.Match.ALL)) {
            section.problem("routes", "must end with a route for all other mail, without accounts and domains");
        }
        return routes;
    }

    private static SpoolSettings spool(Section spool) {
        return new SpoolSettings(
                spool.number("bytes"), spool.number("freeBytes"), spool.duration("lease"), spool.duration("remember"));
    }

    private static NotificationSettings notifications(Section notifications) {
        return new NotificationSettings(notifications.optionalText("from"), notifications.integer("returnedBytes"));
    }

    private DkimSettings dkim() {
        var sections = section.sections("dkim");
        var keys = sections.stream().map(DeliveryReader::dkimKey).toList();
        var byDomain = new HashMap<String, List<DkimSettings.Key>>();
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            var others = byDomain.computeIfAbsent(key.domain(), first -> new ArrayList<>(1));
            if (others.size() >= KEYS_FOR_A_DOMAIN) {
                sections.get(i).problem("domain", "has two keys already: the old one and the new one");
            } else if (others.stream().anyMatch(other -> other.selector().equalsIgnoreCase(key.selector()))) {
                sections.get(i).problem("selector", "is that of another key of " + key.domain());
            }
            others.add(key);
        }
        return new DkimSettings(keys);
    }

    private static DkimSettings.Key dkimKey(Section key) {
        var file = key.optionalPath("key");
        file.ifPresent(named -> {
            try {
                PemFiles.signingKey(named);
            } catch (PemFiles.Unusable e) {
                key.problem("key", e.sentence());
            }
        });
        return new DkimSettings.Key(
                key.text("domain").toLowerCase(Locale.ROOT),
                key.flag("subdomains"),
                key.text("selector"),
                key.path("key"));
    }
}
