package io.vouchpost.probe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** All that was seen. */
public record Report(String host, Instant started, List<Section> sections) {
    public Report {
        sections = List.copyOf(sections);
    }

    /** The worst of all. */
    public Outcome outcome() {
        return sections.stream().map(Section::outcome).reduce(Outcome.SKIPPED, Report::worse);
    }

    static Outcome worse(Outcome one, Outcome other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** As docs/probe.md has it. */
    public JsonObject json() {
        var all = new JsonArray();
        sections.forEach(section -> all.add(json(section)));
        return new JsonObject()
                .put("host", host)
                .put("started", started.toString())
                .put("outcome", outcome().word())
                .put("sections", all);
    }

    private static JsonObject json(Section section) {
        var findings = new JsonArray();
        section.findings().forEach(finding -> findings.add(json(finding)));
        var json = new JsonObject().put("section", section.name());
        section.port().ifPresent(port -> json.put("port", port));
        section.tls().ifPresent(tls -> json.put("tls", tls.word()));
        return json.put("outcome", section.outcome().word()).put("findings", findings);
    }

    private static JsonObject json(Finding finding) {
        var json = new JsonObject()
                .put("step", finding.step().word())
                .put("outcome", finding.outcome().word())
                .put("said", finding.said())
                .put("millis", finding.took().toMillis());
        if (!finding.remedy().isEmpty()) {
            json.put("remedy", finding.remedy());
        }
        finding.detail().forEach((name, value) -> json.put(name, value instanceof List<?> list ? array(list) : value));
        return json;
    }

    private static JsonArray array(List<?> values) {
        var array = new JsonArray();
        values.forEach(array::add);
        return array;
    }
}
