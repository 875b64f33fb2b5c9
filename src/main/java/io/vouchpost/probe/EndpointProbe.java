package io.vouchpost.probe;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at one port, from the connection to the last goodbye. */
final class EndpointProbe {
    private final Plan plan;
    private final Plan.Endpoint endpoint;
    private final CertificateCheck certificates;
    private final Notes notes = new Notes();

    EndpointProbe(Plan plan, Plan.Endpoint endpoint, CertificateCheck certificates) {
        this.plan = plan;
        this.endpoint = endpoint;
        this.certificates = certificates;
    }

    /**
     * What came of it.
     *
     * @param connected whether somebody listens there
     * @param submitted the test message, if it was sent here
     */
    record Result(Section section, boolean connected, Optional<Submitted> submitted) {}

    /** @param letter to be sent here; empty where it was sent elsewhere, or is not to be sent */
    Result run(List<InetAddress> addresses, Optional<Letter> letter) {
        var connecting = new Connecting(addresses, endpoint.port(), plan.timeout());
        var socket = connecting.first();
        var submitted = socket.flatMap(open -> converse(open, letter));
        if (socket.isPresent()) {
            connecting.others();
        }
        return new Result(section(connecting.findings()), socket.isPresent(), submitted);
    }

    private Optional<Submitted> converse(Socket open, Optional<Letter> letter) {
        notes.begin(Step.GREETING);
        try (var deadline = new Deadline(plan.timeout());
                var with = Conversation.over(open, deadline)) {
            var encounter = new Reception(plan.host(), endpoint, certificates, with, notes).receive();
            var submission = new Submission(with, notes);
            if (plan.checkRelay()) {
                submission.mustNotRelay(letter.map(Letter::from));
            } else {
                notes.begin(Step.RELAY);
                notes.skipped("not looked at: --no-relay-check");
            }
            Optional<Submitted> submitted = Optional.empty();
            if (isLoggedIn(encounter)) {
                if (plan.checkSender()) {
                    submission.mustNotSendAs("somebody-else@" + plan.domain().orElse("example.com"));
                }
                if (letter.isPresent()) {
                    submitted = submission.submit(letter.get(), encounter.offer(), plan.clock());
                }
            }
            quit(with);
            return submitted;
        } catch (Obstacle obstacle) {
            notes.failed(obstacle);
            return Optional.empty();
        }
    }

    private static void quit(Conversation with) {
        try {
            with.say("QUIT");
        } catch (Obstacle gone) {
            // whoever leaves first: all has been seen
        }
    }

    private boolean isLoggedIn(Encounter encounter) throws Obstacle {
        notes.begin(Step.LOGIN);
        if (plan.identity().isEmpty()) {
            notes.skipped("not tried: --user says who");
            return false;
        }
        if (!encounter.isSound() && !plan.insecure()) {
            notes.skipped("not tried, for the certificate's sake: no password goes to a server that may be another's");
            return false;
        }
        return new LogIn(plan.identity().get(), plan.mechanism(), notes).perform(encounter, plan.insecure());
    }

    private Section section(List<Finding> connections) {
        var how =
                switch (endpoint.tls()) {
                    case IMPLICIT -> "TLS from the start";
                    case STARTTLS -> "STARTTLS";
                    case NONE -> "no TLS";
                };
        return new Section(
                "endpoint",
                "Port " + endpoint.port() + ", " + how,
                Optional.of(endpoint.port()),
                Optional.of(endpoint.tls()),
                Stream.concat(connections.stream(), notes.findings().stream()).toList());
    }
}
