package io.vouchpost.verticle;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vouchpost.account.CertificateLogin;
import io.vouchpost.account.Certificates;
import io.vouchpost.admin.HealthServer;
import io.vouchpost.config.AdminSettings;
import io.vouchpost.config.NotApplied;
import io.vouchpost.config.Problem;
import io.vouchpost.config.Settings;
import io.vouchpost.config.SettingsChange;
import io.vouchpost.delivery.MailClientTransport;
import io.vouchpost.delivery.Waypoints;
import io.vouchpost.guard.Gate;
import io.vouchpost.guard.Occupancy;
import io.vouchpost.metrics.Meters;
import io.vouchpost.metrics.Reloads;
import io.vouchpost.metrics.Scrapes;
import io.vouchpost.mime.SevenBit;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Mechanism;
import io.vouchpost.tls.ServerTls;
import io.vouchpost.tls.StartTls;
import io.vouchpost.verticle.Closing.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole gateway: opens what the verticles stand on, deploys them, hands on new settings, and stops it all again. */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    // at the stop, from the end of the grace on: to cut off who is still there, ...
    private static final Duration FOR_SESSIONS = Duration.ofSeconds(3);
    /** ... to give back what is not delivered, and to close connections to next hops, ... */
    private static final Duration FOR_DELIVERY = Duration.ofSeconds(10);

    private static final Duration FOR_LOG_INS = Duration.ofSeconds(11);
    /** ... to count what was tried. */
    private static final Duration FOR_GUARD = Duration.ofSeconds(12);

    private static final Duration FOR_HEALTH = Duration.ofSeconds(1);

    private final Vertx vertx;
    private volatile ServerTls tls;
    private volatile Map<String, Mechanism> mechanisms;
    private volatile Optional<HealthServer> health = Optional.empty();
    private volatile boolean stopping;
    private Optional<Future<Void>> end = Optional.empty();
    private final Foundations foundations;
    private final Waypoints waypoints;
    private final Credentials.Source credentials;
    private final Premises premises;
    private final Bus bus;
    private final StartTls startTls;
    private final Reloads reloads;
    private final Vitals vitals;
    private final List<SubmissionVerticle> receptions = new CopyOnWriteArrayList<>();
    private final List<DeliveryVerticle> deliveries = new CopyOnWriteArrayList<>();
    private final Deployments deployments;

    private Gateway(Vertx vertx, Settings settings, ServerTls tls, Foundations foundations, Waypoints waypoints) {
        this.vertx = vertx;
        this.tls = tls;
        this.mechanisms = Mechanisms.of(settings);
        this.startTls = new StartTls(vertx, tls);
        this.foundations = foundations;
        this.waypoints = waypoints;
        this.bus = new Bus(vertx);
        this.deployments = new Deployments(vertx);
        this.credentials = new VouchedCredentials(
                foundations.credentials(),
                foundations.tokens()::tokens,
                new CertificateLogin(
                        vertx,
                        new Certificates(foundations.database().pool()),
                        () -> this.tls.clientAuthorities(),
                        Clock.systemUTC()),
                foundations.passwords()::vouched);
        this.reloads = foundations.meters().reloads();
        var occupancy = new Occupancy(Clock.systemUTC());
        foundations.meters().watch("vouchpost.connections", "Clients that are connected", occupancy::connections);
        this.premises = new Premises(
                this::settings,
                () -> this.tls,
                startTls,
                occupancy,
                foundations.store(),
                foundations.trail(),
                foundations.meters(),
                foundations.senders()::find,
                foundations.gate(),
                new Throng(foundations.passwords()::knows));
        this.vitals = new Vitals(
                foundations,
                this::settings,
                () -> this.tls.certificate(),
                () -> receptions.stream().allMatch(SubmissionVerticle::isListening),
                () -> stopping,
                Clock.systemUTC());
        vitals.meter(foundations.meters(), () -> deliveries.stream()
                .flatMap(verticle -> verticle.health().stream())
                .toList());
    }

    /** A Vert.x as the gateway wants it, measured by the gateway's meters. */
    public static Vertx vertx() {
        return new Meters().vertx(options());
    }

    /** For a Vert.x like that, with changes: native transport, one event loop for each core, no files from the class path. */
    public static VertxOptions options() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Math.max(2, CORES))
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    /**
     * Starts it on a Vert.x made by {@link #vertx} or with {@link #options}, once.
     *
     * @return completed when all ports are open; failed with what is in the way, and then nothing is left open
     */
    public static Future<Gateway> start(Vertx vertx, Settings settings) {
        return start(vertx, settings, Waypoints.UNWATCHED);
    }

    /**
     * The same.
     *
     * @param waypoints told how far messages come
     */
    public static Future<Gateway> start(Vertx vertx, Settings settings, Waypoints waypoints) {
        Bus.prepare(vertx);
        return vertx.executeBlocking(() -> ServerTls.of(settings.tls(), settings.hostname()), false)
                .compose(tls -> Foundations.open(vertx, settings)
                        .map(foundations -> new Gateway(vertx, settings, tls, foundations, waypoints)))
                .compose(gateway -> gateway.deploy()
                        .recover(fault -> gateway.close().transform(closed -> Future.failedFuture(fault))));
    }

    private Future<Gateway> deploy() {
        foundations.changes().subscribe(new NewsOfAccounts(bus, foundations.senders()::find));
        logCertificate();
        var worker = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("guard")
                .setWorkerPoolSize(CORES)
                .setInstances(CORES);
        return deployments
                .deploy(
                        "the verticles of the guard",
                        FOR_GUARD,
                        worker,
                        () -> new GuardVerticle(
                                foundations.gate().guard(), foundations.gate().quotas()))
                .compose(v -> deployments.deploy(
                        "the verticles of log-ins", FOR_LOG_INS, instances(CORES), this::saslVerticle))
                .compose(v -> deployments.deploy(
                        "the verticle of delivery", FOR_DELIVERY, instances(1), this::deliveryVerticle))
                .compose(v -> deployments.deploy(
                        "the verticles of submission", FOR_SESSIONS, instances(CORES), this::submissionVerticle))
                .compose(v -> openHealth())
                .map(this);
    }

    private Future<Void> openHealth() {
        return settings()
                .admin()
                .map(admin -> HealthServer.listen(
                                vertx,
                                admin,
                                vitals,
                                new Scrapes(vertx, foundations.meters()::scrape)::read,
                                AuditQuestions.of(
                                        vertx,
                                        foundations.database().pool(),
                                        settings().audit()))
                        .onSuccess(opened -> health = Optional.of(opened))
                        .<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private static DeploymentOptions instances(int count) {
        return new DeploymentOptions().setInstances(count);
    }

    private SaslVerticle saslVerticle() {
        return new SaslVerticle(
                () -> mechanisms,
                credentials,
                foundations.passwords().fingerprints()::of,
                foundations.senders()::find,
                () -> settings().sasl().exchangeTimeout());
    }

    private DeliveryVerticle deliveryVerticle() {
        var verticle = new DeliveryVerticle(
                here -> MailClientTransport.create(
                        here,
                        settings().hostname(),
                        settings().delivery(),
                        new SevenBit(foundations.store()),
                        foundations.signer()),
                this::settings,
                foundations.depot(this::settings, waypoints));
        deliveries.add(verticle);
        return verticle;
    }

    private SubmissionVerticle submissionVerticle() {
        var verticle = new SubmissionVerticle(premises);
        receptions.add(verticle);
        return verticle;
    }

    /** The ports in the order of the listeners, also where the configuration says 0. */
    public List<Integer> ports() {
        return receptions.get(0).ports();
    }

    /** Of strangers who connect; for those who stand in for sessions. */
    Throng throng() {
        return premises.throng();
    }

    /** How it is; for tests that would not wait for the next look at the spool. */
    Vitals vitals() {
        return vitals;
    }

    /** Those in force. */
    Settings settings() {
        return Objects.requireNonNull(foundations.current().get());
    }

    /** Whom sessions ask, without a session. */
    Gate gate() {
        return foundations.gate();
    }

    /** Where health is told; empty where nothing is configured. */
    public Optional<Integer> adminPort() {
        return health.map(HealthServer::port);
    }

    /**
     * Goes on with new settings; those who are connected keep the ones they began with. One change after the other: not
     * before the last one has ended.
     *
     * @return completed when all of it is in force; failed with {@link io.vouchpost.config.NotApplied} when something in it
     *     cannot be used, and then nothing of it is
     */
    public Future<Void> apply(SettingsChange change) {
        return Provisions.of(vertx, change, tls, startTls, foundations.tokens().tokens(), foundations.database())
                .compose(provisions -> renewTls(provisions.tls())
                        .onFailure(fault -> provisions.discard())
                        .map(provisions))
                .compose(provisions -> {
                    enact(change, provisions);
                    return change.concerns("delivery") ? renewRoutes() : Future.succeededFuture();
                });
    }

    /** What is wrong with them has been found by now; a fault of this program is no reason to say that the old settings are in force. */
    private Future<Void> renewRoutes() {
        return Future.join(deliveries.stream().map(DeliveryVerticle::renew).toList())
                .onFailure(fault -> LOG.error("the new routes cannot be used", fault))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** On the ports with TLS from the start, all or none. */
    private Future<Void> renewTls(Optional<ServerTls> next) {
        return next.map(fresh -> renewTls(fresh).recover(fault -> renewTls(tls)
                        .transform(restored -> Future.<Void>failedFuture(new NotApplied(
                                List.of(new Problem("/tls", "cannot be used: " + fault.getMessage())))))))
                .orElseGet(Future::succeededFuture);
    }

    /** One after the other: those that share a port share what is renewed, and Vert.x recurses where two do it at a time. */
    private Future<Void> renewTls(ServerTls shown) {
        Future<Void> renewed = Future.succeededFuture();
        for (var reception : receptions) {
            renewed = renewed.compose(done -> reception.renew(shown));
        }
        return renewed;
    }

    /** Nothing here can fail, and nobody waits for anything. */
    private void enact(SettingsChange change, Provisions provisions) {
        var next = change.effective();
        mechanisms = Mechanisms.of(next);
        foundations.current().set(next);
        foundations.database().use(next.database());
        provisions.tls().ifPresent(fresh -> {
            tls = fresh;
            logCertificate();
        });
        provisions.keys().ifPresent(foundations.signer()::use);
        provisions.tokens().ifPresent(foundations.tokens()::use);
        foundations.signer().apply(next.limits());
        foundations.store().apply(next.limits());
        foundations.passwords().apply(next.sasl());
        if (change.concerns("policy")) {
            foundations.senders().apply(next.policy());
            bus.publish(new AccountNews.Uncertain());
        }
        foundations.gate().apply(next.guard());
        provisions
                .countries()
                .ifPresent(countries -> foundations.breaker().apply(next.guard().breaker(), countries));
        next.admin().ifPresent(admin -> health.ifPresent(open -> open.apply(admin)));
    }

    /** Where it is counted how reloads end. */
    public Reloads reloads() {
        return reloads;
    }

    private void logCertificate() {
        var certificate = tls.certificate();
        LOG.info("TLS with {}", certificate);
        certificate
                .objection(Clock.systemUTC().instant())
                .ifPresent(why -> LOG.warn("clients will refuse it: {}", why));
    }

    /**
     * Says at once that it is not ready any more; takes connections for as long as {@link #notice} all the same, since those
     * who send them here have yet to hear of it. Then there are no new ones, transactions in progress end within the grace,
     * and everything closes. Who asks a second time waits for the same end.
     */
    public synchronized Future<Void> stop() {
        if (end.isEmpty()) {
            end = Optional.of(drain());
        }
        return end.get();
    }

    private Future<Void> drain() {
        stopping = true;
        var notice = notice();
        return (notice.isZero()
                        ? Future.<Void>succeededFuture()
                        : vertx.timer(notice.toMillis(), TimeUnit.MILLISECONDS).<Void>mapEmpty())
                .transform(noticed -> close());
    }

    /** How long connections are still taken when it is told to stop. */
    public Duration notice() {
        return settings().admin().map(AdminSettings::notice).orElse(Duration.ZERO);
    }

    /** How long transactions in progress have after that. */
    public Duration grace() {
        return settings().limits().grace();
    }

    private Future<Void> close() {
        stopping = true;
        deliveries.forEach(DeliveryVerticle::rest);
        return deployments
                .undeploy(grace())
                .compose(done -> new Closing(FOR_HEALTH)
                        .of(FOR_HEALTH, new Step("health and metrics", () -> health.map(HealthServer::close)
                                .orElseGet(Future::succeededFuture))))
                .compose(done -> foundations.close(vertx));
    }
}
