package io.vouchpost.probe;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where mail programs that set themselves up look for the server (RFC 6186, RFC 8314 §5.1). */
final class ServiceRecords {
    private final Plan plan;
    private final String domain;
    private final Notes notes;

    ServiceRecords(Plan plan, String domain, Notes notes) {
        this.plan = plan;
        this.domain = domain;
        this.notes = notes;
    }

    void check(Lookups lookups) throws NoAnswer {
        boolean found = check("_submissions._tcp." + domain, TlsMode.IMPLICIT, false, lookups);
        check("_submission._tcp." + domain, TlsMode.STARTTLS, found, lookups);
    }

    /** Whether there is one. */
    private boolean check(String name, TlsMode tls, boolean dispensable, Lookups lookups) throws NoAnswer {
        var services = lookups.services(name);
        var port = plan.endpoints().stream()
                .filter(endpoint -> endpoint.tls() == tls)
                .map(Plan.Endpoint::port)
                .findFirst();
        if (services.isEmpty()) {
            absent(name, port, dispensable);
            return false;
        }
        if (services.stream().allMatch(service -> bare(service.target()).isEmpty())) {
            var said = name + " says that there is no such service";
            if (port.isPresent()) {
                notes.warn(said + ", though this server has it", "publish: " + record(name, port.get()));
            } else {
                notes.ok(said, Map.of("name", name));
            }
            return true;
        }
        present(name, services, port);
        return true;
    }

    private void absent(String name, Optional<Integer> port, boolean dispensable) {
        if (dispensable || port.isEmpty()) {
            notes.ok("there is no " + name + (dispensable ? ", and with the other there need not be" : ""));
        } else {
            notes.warn(
                    "there is no " + name + ": mail programs that look there do not find this server",
                    "publish: " + record(name, port.get()));
        }
    }

    private void present(String name, List<Lookups.Service> services, Optional<Integer> port) {
        var places = services.stream()
                .map(service -> bare(service.target()) + ":" + service.port())
                .toList();
        boolean here = services.stream()
                .anyMatch(service -> bare(service.target()).equalsIgnoreCase(bare(plan.host()))
                        && port.map(number -> number == service.port()).orElse(true));
        var said = name + " points to " + String.join(", ", places);
        var detail = Map.of("name", name, "targets", places);
        if (here) {
            notes.ok(said, detail);
        } else {
            notes.add(
                    Outcome.WARN,
                    said + ", not to this server",
                    "is that meant? else: "
                            + record(name, port.orElse(services.get(0).port())),
                    detail);
        }
    }

    private String record(String name, int port) {
        return name + ". SRV 0 1 " + port + " " + bare(plan.host()) + ".";
    }

    private static String bare(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
