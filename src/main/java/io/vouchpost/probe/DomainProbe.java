package io.vouchpost.probe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at what the DNS says of a domain whose people submit their mail here. */
final class DomainProbe {
    private final Plan plan;
    private final String domain;
    private final Notes notes = new Notes();

    DomainProbe(Plan plan, String domain) {
        this.plan = plan;
        this.domain = domain;
    }

    private interface Check {
        void run() throws NoAnswer;
    }

    Section run() {
        try (var lookups = new Lookups(plan.resolver(), plan.timeout())) {
            notes.begin(Step.SRV);
            var services = new ServiceRecords(plan, domain, notes);
            look("the SRV records", () -> services.check(lookups));
            notes.begin(Step.SPF);
            look("the SPF record", () -> new SpfRecord(lookups, notes).check(domain));
            notes.begin(Step.DKIM);
            for (var key : new TreeMap<>(plan.dkim()).entrySet()) {
                look(key.getKey(), () -> DkimRecord.check(key.getKey(), key.getValue(), lookups, notes));
            }
            if (plan.dkim().isEmpty()) {
                notes.skipped("not looked at: --dkim-selector NAME says which");
            }
            notes.begin(Step.MX);
            look("the MX records", () -> exchangers(lookups.exchangers(domain)));
        }
        return new Section(
                "domain", "The domain " + domain + " in the DNS", Optional.empty(), Optional.empty(), notes.findings());
    }

    private void look(String what, Check check) {
        try {
            check.run();
        } catch (NoAnswer e) {
            notes.skipped(what + " could not be looked at: " + e.getMessage());
        }
    }

    private void exchangers(List<String> found) {
        var names =
                found.stream().map(name -> name.replaceFirst("(?<=.)\\.$", "")).toList();
        if (names.isEmpty()) {
            notes.warn(
                    "no MX record: answers and bounces may find nobody",
                    "publish: " + domain + ". MX 10 mail." + domain + ".");
        } else if (names.equals(List.of("."))) {
            notes.warn("the domain takes no mail (RFC 7505), and so no answers and no bounces", "publish an MX record");
        } else {
            notes.ok("mail for it goes to " + String.join(", ", names), Map.of("exchangers", names));
        }
    }
}
