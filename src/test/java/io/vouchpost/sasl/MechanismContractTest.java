package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vouchpost.sasl.Actor.Role;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Subject.Trait;
import io.vouchpost.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every mechanism keeps, whatever comes: a step each time and never an exception, no success but by the right proof, and
 * nothing of one exchange in another. The clients are libraries' where there is one.
 */
class MechanismContractTest {
    private static final Role TIM = new Role(TwoAccounts.TIM, TwoAccounts.secretOf(TwoAccounts.TIM), "");
    private static final Role URSEL = new Role(TwoAccounts.URSEL, TwoAccounts.secretOf(TwoAccounts.URSEL), "");
    private static final int LONGEST_EXCHANGE = 6;
    private static final int LINE = 9_000;

    /** What was said, response by response, and what came of it; no end where the client gave up. */
    private record Played(List<byte[]> responses, Optional<Step> end) {
        boolean succeeded() {
            return end.filter(step -> step instanceof Step.Done done && done.verdict() instanceof Verdict.Accepted)
                    .isPresent();
        }

        String account() {
            return ((Verdict.Accepted) ((Step.Done) end.orElseThrow()).verdict()).account();
        }
    }

    static Stream<Subject> mechanisms() {
        return Subject.all();
    }

    static Stream<Subject> mechanismsWithASecret() {
        return Subject.all().filter(subject -> !subject.is(Trait.NO_SECRET));
    }

    static Stream<Subject> mechanismsWithAnAuthzid() {
        return Subject.all().filter(subject -> !subject.is(Trait.NO_AUTHZID));
    }

    static Stream<Subject> mechanismsWithANonce() {
        return Subject.all().filter(subject -> !subject.is(Trait.REPLAYABLE));
    }

    @Test
    void everyMechanismThatCanBeConfiguredIsHere() throws Exception {
        var schema = new JsonObject(Files.readString(Path.of("conf/vouchpost.schema.json")));
        var names = (JsonArray) JsonPointer.from("/properties/sasl/properties/mechanisms/items/enum")
                .queryJson(schema);

        assertThat(mechanisms().map(subject -> (Object) subject.mechanism().name()))
                .contains(names.stream().toArray());
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void theRightProofIsAccepted(Subject subject) {
        var played = play(subject, TIM, -1, UnaryOperator.identity());

        assertThat(played.succeeded()).as("%s", played.end()).isTrue();
        assertThat(played.account()).isEqualTo(TwoAccounts.TIM);
    }

    @ParameterizedTest
    @MethodSource("mechanismsWithASecret")
    void theWrongSecretAndTheUnknownNameAreRejected(Subject subject) {
        for (var role : List.of(new Role("tim", "tanstaaftanstaaF", ""), new Role("kurt", TIM.secret(), ""))) {
            var played = play(subject, role, -1, UnaryOperator.identity());
            assertThat(played.succeeded()).as(role.name()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("mechanismsWithAnAuthzid")
    void nobodyActsAsSomebodyElse(Subject subject) {
        var foreign = new Role(TIM.name(), TIM.secret(), TwoAccounts.URSEL);
        var own = new Role(TIM.name(), TIM.secret(), "TIM");

        assertThat(play(subject, foreign, -1, UnaryOperator.identity()).succeeded())
                .isFalse();
        assertThat(play(subject, own, -1, UnaryOperator.identity()).account()).isEqualTo(TwoAccounts.TIM);
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aResponseThatEndsTooEarlyProvesNothing(Subject subject) {
        eachResponse(subject, (at, length) -> {
            for (int end = 0; end < length; end++) {
                int cut = end;
                distort(subject, at, octets -> Arrays.copyOf(octets, Math.min(cut, octets.length)));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aResponseWithABitFlippedProvesNothing(Subject subject) {
        var counted = new int[2];
        eachResponse(subject, (at, length) -> {
            for (int bit = 0; bit < 8 * length; bit++) {
                int flipped = bit;
                counted[0]++;
                counted[1] += distort(subject, at, octets -> Damage.flip(octets, flipped)) ? 1 : 0;
            }
        });
        assertThat(counted[1]).as("of %s that still mean the same", counted[0]).isLessThanOrEqualTo(counted[0] * 2 / 3);
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void aResponseThatIsTooLongProvesNothing(Subject subject) {
        eachResponse(subject, (at, length) -> {
            for (int octet : new int[] {0, 1, ' ', ',', '=', 'a', 0xFF}) {
                distort(subject, at, octets -> Damage.longer(octets, octets.length + 1, octet));
                distort(subject, at, octets -> Damage.longer(octets, LINE, octet));
                distort(subject, at, octets -> Damage.longer(new byte[0], LINE, octet));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void garbageProvesNothing(Subject subject) {
        var random = new Random(20_261_121);
        eachResponse(subject, (at, length) -> {
            for (int i = 0; i < 300; i++) {
                var garbage = new byte[random.nextInt(400)];
                random.nextBytes(garbage);
                distort(subject, at, octets -> garbage);
                distort(subject, at, octets -> {
                    var start = Math.min(octets.length, garbage.length);
                    return Damage.concat(Arrays.copyOf(octets, start / 2), garbage);
                });
            }
        });
    }

    @ParameterizedTest
    @MethodSource("mechanismsWithANonce")
    void whatWasSaidOnceProvesNothingTheNextTime(Subject subject) {
        var before = play(subject, TIM, -1, UnaryOperator.identity()).responses();

        assertThat(recite(subject, before)).isFalse();
        // nor with the beginning of an exchange that is going on
        for (int at = 1; at < before.size(); at++) {
            var old = before.get(at);
            if (old.length > 0) {
                assertThat(play(subject, TIM, at, octets -> old).succeeded())
                        .as("response %s", at)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void responsesOutOfOrderProveNothing(Subject subject) {
        var right = play(subject, TIM, -1, UnaryOperator.identity()).responses();
        var backwards = new ArrayList<>(right);
        Collections.reverse(backwards);
        var doubled = right.stream()
                .flatMap(response -> Stream.of(response, response))
                .toList();

        if (right.size() > 1) {
            assertThat(recite(subject, backwards)).isFalse();
            assertThat(recite(subject, doubled)).isFalse();
            assertThat(recite(subject, List.of(right.get(right.size() - 1)))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void nobodyHasToSayAnythingAtFirst(Subject subject) {
        var exchange = subject.mechanism().start(new TwoAccounts(), subject.channel());
        var asked = challenge(step(exchange, Optional.empty()));

        var actor = subject.script().apply(TIM);
        var response = opening(actor).or(() -> answer(actor, asked));
        assertThat(go(subject, exchange, actor, response, -1, UnaryOperator.identity())
                        .succeeded())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void afterTheEndNothingIsProvenAnyMore(Subject subject) {
        var random = new Random(20_261_122);
        for (var role : List.of(TIM, new Role("tim", "wrong", ""))) {
            var exchange = subject.mechanism().start(new TwoAccounts(), subject.channel());
            var actor = subject.script().apply(role);
            var end = go(subject, exchange, actor, opening(actor), -1, UnaryOperator.identity());
            assertThat(end.end()).isPresent();
            for (int i = 0; i < 20; i++) {
                var more = new byte[1 + random.nextInt(100)];
                random.nextBytes(more);
                assertThat(accepted(step(exchange, Optional.of(more)))).isFalse();
            }
        }
    }

    /** Two at the same time: each is told its own, and the answer to one is none to the other. */
    @ParameterizedTest
    @MethodSource("mechanismsWithASecret")
    void anExchangeKnowsNothingOfAnother(Subject subject) {
        var credentials = new TwoAccounts();
        var one = subject.mechanism().start(credentials, subject.channel());
        var other = subject.mechanism().start(credentials, subject.channel());
        var tim = subject.script().apply(TIM);
        var ursel = subject.script().apply(URSEL);
        var timsStep = step(one, opening(tim));
        var urselsStep = step(other, opening(ursel));
        while (timsStep instanceof Step.Challenge toTim && urselsStep instanceof Step.Challenge toUrsel) {
            assertThat(subject.is(Trait.REPLAYABLE) || challengesDiffer(toTim, toUrsel))
                    .isTrue();
            timsStep = step(one, answer(tim, toTim));
            urselsStep = step(other, answer(ursel, toUrsel));
        }
        assertThat(new Played(List.of(), Optional.of(timsStep)).account()).isEqualTo(TwoAccounts.TIM);
        assertThat(new Played(List.of(), Optional.of(urselsStep)).account()).isEqualTo(TwoAccounts.URSEL);
    }

    @ParameterizedTest
    @MethodSource("mechanismsWithANonce")
    void theAnswerToOneExchangeIsNoneToAnother(Subject subject) {
        var credentials = new TwoAccounts();
        var one = subject.mechanism().start(credentials, subject.channel());
        var other = subject.mechanism().start(credentials, subject.channel());
        var tim = subject.script().apply(TIM);
        var sameOpening = opening(tim);
        var toTim = challenge(step(one, sameOpening));
        var toOther = challenge(step(other, sameOpening));
        if (toTim.base64().isEmpty()) {
            sameOpening = answer(tim, toTim);
            toTim = challenge(step(one, sameOpening));
            toOther = challenge(step(other, sameOpening));
        }
        assertThat(toOther).isNotEqualTo(toTim);
        var forOne = answer(tim, toTim);

        var outcome = step(other, forOne);
        assertThat(accepted(outcome)).isFalse();
        assertThat(outcome instanceof Step.Challenge more && accepted(step(other, Optional.of(new byte[0]))))
                .isFalse();
    }

    private static boolean challengesDiffer(Step.Challenge one, Step.Challenge other) {
        return one.base64().isEmpty() || !one.equals(other);
    }

    private static Step.Challenge challenge(Step step) {
        assertThat(step).isInstanceOf(Step.Challenge.class);
        return (Step.Challenge) step;
    }

    private interface OnResponse {
        void at(int index, int length);
    }

    private static void eachResponse(Subject subject, OnResponse action) {
        var right = play(subject, TIM, -1, UnaryOperator.identity());
        assertThat(right.succeeded()).isTrue();
        for (int at = 0; at < right.responses().size(); at++) {
            action.at(at, right.responses().get(at).length);
        }
    }

    /** @return whether what it said instead means the same */
    private static boolean distort(Subject subject, int at, UnaryOperator<byte[]> distortion) {
        var same = new boolean[] {true};
        var played = play(subject, TIM, at, octets -> {
            var distorted = distortion.apply(octets);
            same[0] = octets.length == 0 || subject.same().test(octets, distorted);
            return distorted;
        });
        if (!same[0]) {
            assertThat(played.succeeded())
                    .as("%s", Arrays.toString(played.responses().get(at)))
                    .isFalse();
        } else if (played.succeeded()) {
            assertThat(played.account()).isEqualTo(TwoAccounts.TIM);
        }
        return same[0];
    }

    /** An exchange with a client that behaves, but for what it says at one place. */
    private static Played play(Subject subject, Role role, int at, UnaryOperator<byte[]> distortion) {
        var exchange = subject.mechanism().start(new TwoAccounts(), subject.channel());
        var actor = subject.script().apply(role);
        return go(subject, exchange, actor, opening(actor), at, distortion);
    }

    private static Played go(
            Subject subject,
            Exchange exchange,
            Actor actor,
            Optional<byte[]> opening,
            int at,
            UnaryOperator<byte[]> distortion) {
        var responses = new ArrayList<byte[]>();
        var next = opening;
        if (opening.isPresent()) {
            next = Optional.of(at == 0 ? distortion.apply(opening.get()) : opening.get());
            responses.add(next.get());
        }
        for (int turn = 0; turn < LONGEST_EXCHANGE; turn++) {
            var step = step(exchange, next);
            if (!(step instanceof Step.Challenge challenge)) {
                return new Played(responses, Optional.of(step));
            }
            try {
                var said = actor.answer(Base64.getDecoder().decode(challenge.base64()));
                next = Optional.of(at == responses.size() ? distortion.apply(said) : said);
                responses.add(next.get());
            } catch (SaslException givesUp) {
                return new Played(responses, Optional.empty());
            }
        }
        throw new AssertionError(subject + " does not end");
    }

    /** Says that, whatever the challenges. */
    private static boolean recite(Subject subject, List<byte[]> responses) {
        var exchange = subject.mechanism().start(new TwoAccounts(), subject.channel());
        Step step = new Step.Challenge("");
        for (var response : responses) {
            if (step instanceof Step.Challenge) {
                step = step(exchange, Optional.of(response));
            }
        }
        return accepted(step);
    }

    private static Step step(Exchange exchange, Optional<byte[]> response) {
        var secret = response.map(octets -> Secret.ofOctets(octets.clone()));
        var step = exchange.next(secret);
        assertThat(step.succeeded())
                .as("to %s: %s", response.map(Arrays::toString), step.cause())
                .isTrue();
        return step.result();
    }

    private static boolean accepted(Step step) {
        return new Played(List.of(), Optional.of(step)).succeeded();
    }

    private static Optional<byte[]> opening(Actor actor) {
        try {
            return actor.first();
        } catch (SaslException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Optional<byte[]> answer(Actor actor, Step.Challenge challenge) {
        try {
            return Optional.of(actor.answer(Base64.getDecoder().decode(challenge.base64())));
        } catch (SaslException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
