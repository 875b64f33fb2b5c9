package io.vouchpost.admin;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/…}: questions of operators, answered in JSON to those who show the token (RFC 6750 §2.1). Without a token in
 * the configuration there is no API. Some questions at a time, each for some seconds; nothing is to be cached.
 */
public final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final String ROOT = "/api/";
    private static final String SCHEME = "Bearer ";
    private static final int AT_ONCE = 4;
    private static final long PATIENCE_SECONDS = 15;

    private volatile Optional<byte[]> token;
    private final Map<String, Question> questions;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Something that can be asked. */
    @FunctionalInterface
    public interface Question {
        /**
         * @param rest of the path behind the question's own, decoded, without a slash before it
         * @param query its parameters
         * @return a JsonObject or JsonArray; empty: there is none; failed with {@link Unreadable}: it cannot be understood
         */
        Future<Optional<Object>> answer(String rest, MultiMap query);
    }

    /** What was asked makes no sense; the message says why. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String sentence) {
            super(sentence);
        }
    }

    /**
     * @param questions by their first step of the path
     */
    Api(Optional<Secret> token, Map<String, Question> questions) {
        this.token = token.map(secret -> digest(secret.octets()));
        this.questions = Map.copyOf(questions);
    }

    /** Who asks from now on has to show this one. */
    void use(Optional<Secret> other) {
        token = other.map(secret -> digest(secret.octets()));
    }

    /** Whether it is a question for this API; if so, it will be answered. */
    boolean answers(HttpServerRequest request) {
        if (token.isEmpty() || !request.path().startsWith(ROOT)) {
            return false;
        }
        request.response()
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (!authorized(request)) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"vouchpost\"");
            refuse(request, 401, "the token is missing or wrong");
            return true;
        }
        var steps = request.path().substring(ROOT.length()).split("/", 2);
        var question = Optional.ofNullable(questions.get(steps[0]));
        if (question.isEmpty()) {
            refuse(request, 404, "there is no such question");
        } else if (underWay.incrementAndGet() > AT_ONCE) {
            underWay.decrementAndGet();
            request.response().putHeader("Retry-After", "1");
            refuse(request, 503, "too many questions at a time");
        } else {
            ask(question.get(), steps.length > 1 ? steps[1] : "", request);
        }
        return true;
    }

    private void ask(Question question, String rest, HttpServerRequest request) {
        Future<Optional<Object>> asked;
        try {
            asked = question.answer(decoded(rest), request.params());
        } catch (RuntimeException unreadable) {
            asked = Future.failedFuture(unreadable);
        }
        asked.onComplete(done -> underWay.decrementAndGet())
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(answer -> answer.ifPresentOrElse(
                        json -> end(request, Json.encode(json)), () -> refuse(request, 404, "there is none")))
                .onFailure(problem -> {
                    if (problem instanceof Unreadable) {
                        refuse(request, 400, String.valueOf(problem.getMessage()));
                    } else {
                        LOG.warn("a question to the API could not be answered: {}", problem.toString());
                        refuse(request, 503, "cannot be answered now; the log says why");
                    }
                });
    }

    private static String decoded(String rest) {
        try {
            return java.net.URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Unreadable("the path cannot be read");
        }
    }

    /** In constant time whatever is shown: digests are compared. */
    private boolean authorized(HttpServerRequest request) {
        var wanted = token;
        var shown = Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
        return shown.isPresent()
                && wanted.filter(digest ->
                                MessageDigest.isEqual(digest, digest(shown.get().getBytes(StandardCharsets.UTF_8))))
                        .isPresent();
    }

    private static void refuse(HttpServerRequest request, int status, String sentence) {
        request.response().setStatusCode(status);
        end(request, new JsonObject().put("error", sentence).encode());
    }

    private static void end(HttpServerRequest request, String body) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return; // whoever asked has left
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body + "\n");
        }
    }

    private static byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }
}
