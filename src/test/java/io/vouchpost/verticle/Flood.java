package io.vouchpost.verticle;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vouchpost.sasl.Channel;
import io.vouchpost.sasl.Client;
import io.vouchpost.secret.Secret;
import io.vouchpost.session.Backend;
import io.vouchpost.session.Backend.LogIn;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Failing log-ins at an even rate, offered the way sessions do it, on event loops, each as a connection of its own: however late the
 * answers come, the next ones are offered all the same.
 */
final class Flood implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final byte[] NO_PROOF = new byte[32];

    private final Vertx vertx;
    private final Backend backend;
    private final int perSecond;
    private final LongFunction<Guess> guesses;
    private final long begun = System.nanoTime();
    private final AtomicLong offered = new AtomicLong();
    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final List<Context> contexts;
    private volatile boolean over;

    /** One log-in that fails. */
    record Guess(String mechanism, String address, String account) {}

    /** @param guesses by their number */
    Flood(Vertx vertx, Backend backend, int perSecond, LongFunction<Guess> guesses) {
        this.vertx = vertx;
        this.backend = backend;
        this.perSecond = perSecond;
        this.guesses = guesses;
        this.contexts = Stream.generate(() -> newContext(vertx)).limit(LOOPS).toList();
        contexts.forEach(context -> context.runOnContext(v -> go()));
    }

    /** Of another event loop each time: a thread that is none of Vert.x's gets one to keep. */
    private static Context newContext(Vertx vertx) {
        return vertx.getOrCreateContext();
    }

    private void go() {
        if (over) {
            return;
        }
        var due = (System.nanoTime() - begun) / (TimeUnit.SECONDS.toNanos(1) / perSecond);
        for (var number = offered.get(); number < due; number = offered.get()) {
            if (offered.compareAndSet(number, number + 1)) {
                offer(number);
            }
        }
        vertx.setTimer(1, timer -> go());
    }

    private void offer(long number) {
        var guess = guesses.apply(number);
        backend.admit(guess.address()).onSuccess(refusal -> {
            if (refusal.isPresent()) {
                count(refusal.get());
            } else {
                begin(number, guess);
            }
        });
    }

    private void begin(long number, Guess guess) {
        var client = new Client("F" + number, "flood.example", guess.address(), guess.mechanism(), Channel.BARE);
        var scram = guess.mechanism().startsWith("SCRAM");
        var first =
                scram ? "n,,n=" + guess.account() + ",r=nonce" + number : "\0" + guess.account() + "\0wrong" + number;
        backend.begin(client, Optional.of(Secret.ofText(first))).onSuccess(answer -> {
            if (answer instanceof LogIn.Challenge challenge) {
                prove(challenge);
            } else {
                count(answer);
            }
        });
    }

    private void prove(LogIn.Challenge challenge) {
        var nonce = new String(Base64.getDecoder().decode(challenge.base64()), StandardCharsets.US_ASCII)
                .replaceAll("^r=([^,]*),.*", "$1");
        var proof = "c=biws,r=" + nonce + ",p=" + Base64.getEncoder().encodeToString(NO_PROOF);
        backend.respond(challenge.exchange(), Secret.ofText(proof)).onSuccess(this::count);
    }

    private void count(LogIn answer) {
        if (answer instanceof LogIn.Refused refused) {
            count(refused.refusal());
        } else {
            count(answer.getClass().getSimpleName());
        }
    }

    private void count(Backend.Refusal refusal) {
        count(refusal.reply().code() + " " + refusal.why().rule());
    }

    private void count(String answer) {
        answers.computeIfAbsent(answer, it -> new AtomicLong()).incrementAndGet();
    }

    long offered() {
        return offered.get();
    }

    /** How often each answer came, such as {@code 535 password}. */
    Map<String, AtomicLong> answers() {
        return answers;
    }

    @Override
    public void close() {
        over = true;
    }
}
