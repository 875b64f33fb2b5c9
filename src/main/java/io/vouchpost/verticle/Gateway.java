package io.vouchpost.verticle;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vouchpost.account.AccountChanges;
import io.vouchpost.account.CertificateLogin;
import io.vouchpost.account.Certificates;
import io.vouchpost.admin.HealthServer;
import io.vouchpost.config.Settings;
import io.vouchpost.config.SettingsChange;
import io.vouchpost.delivery.MailClientTransport;
import io.vouchpost.delivery.Waypoints;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.guard.Occupancy;
import io.vouchpost.mime.SevenBit;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.tls.ServerTls;
import io.vouchpost.tls.StartTls;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole gateway: opens what the verticles stand on, deploys them, hands on new settings, and stops it all again. */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Vertx vertx;
    private volatile Settings settings;
    private volatile ServerTls tls;
    private volatile Optional<HealthServer> health = Optional.empty();
    private volatile boolean stopping;
    private final Foundations foundations;
    private final Waypoints waypoints;
    private final Credentials.Source credentials;
    private final Premises premises;
    private final Bus bus;
    private final List<SubmissionVerticle> receptions = new CopyOnWriteArrayList<>();
    private final List<String> deployments = new ArrayList<>();

    private Gateway(Vertx vertx, Settings settings, ServerTls tls, Foundations foundations, Waypoints waypoints) {
        this.vertx = vertx;
        this.settings = settings;
        this.tls = tls;
        this.foundations = foundations;
        this.waypoints = waypoints;
        this.bus = new Bus(vertx);
        this.credentials = new VouchedCredentials(
                foundations.credentials(),
                foundations.tokens(),
                new CertificateLogin(
                        vertx,
                        new Certificates(foundations.database().pool()),
                        () -> this.tls.clientAuthorities(),
                        Clock.systemUTC()),
                foundations.passwords()::vouched);
        this.premises = new Premises(
                () -> this.settings,
                () -> this.tls,
                new StartTls(vertx, tls),
                new Occupancy(Clock.systemUTC()),
                foundations.store(),
                foundations.trail(),
                foundations.senders()::find);
    }

    /** For a Vert.x as the gateway wants it: native transport, one event loop for each core, no files from the class path. */
    public static VertxOptions options() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Math.max(2, CORES))
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    /**
     * Starts it on a Vert.x made with {@link #options}, once.
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
                        .recover(fault -> gateway.stop().transform(stopped -> Future.failedFuture(fault))));
    }

    private Future<Gateway> deploy() {
        foundations.changes().subscribe(new NewsOfAccounts());
        logCertificate();
        var worker = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("guard")
                .setWorkerPoolSize(CORES)
                .setInstances(CORES);
        return deploy(worker, () -> new GuardVerticle(foundations.guard()))
                .compose(v -> deploy(instances(CORES), this::saslVerticle))
                .compose(v -> deploy(instances(1), this::deliveryVerticle))
                .compose(v -> deploy(instances(CORES), this::submissionVerticle))
                .compose(v -> openHealth())
                .map(this);
    }

    private Future<Void> openHealth() {
        return settings.admin()
                .map(admin -> HealthServer.listen(vertx, admin, this::obstacles)
                        .onSuccess(opened -> health = Optional.of(opened))
                        .<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private List<String> obstacles() {
        var found = new ArrayList<String>();
        if (stopping) {
            found.add("stopping");
        }
        if (!foundations.notifications().live()) {
            found.add("the database does not answer");
        }
        return found;
    }

    private Future<Void> deploy(DeploymentOptions options, Supplier<VerticleBase> verticle) {
        return vertx.deployVerticle(verticle, options)
                .onSuccess(deployments::add)
                .mapEmpty();
    }

    private static DeploymentOptions instances(int count) {
        return new DeploymentOptions().setInstances(count);
    }

    private SaslVerticle saslVerticle() {
        return new SaslVerticle(Mechanisms.of(settings), credentials, foundations.senders()::find, () -> settings.sasl()
                .exchangeTimeout());
    }

    private DeliveryVerticle deliveryVerticle() {
        return new DeliveryVerticle(
                here -> MailClientTransport.create(
                        here,
                        settings.hostname(),
                        settings.delivery(),
                        new SevenBit(foundations.store()),
                        foundations.signer()),
                () -> settings,
                foundations.depot(() -> settings, waypoints));
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

    /** Where health is told; empty where nothing is configured. */
    public Optional<Integer> adminPort() {
        return health.map(HealthServer::port);
    }

    /**
     * Goes on with new settings; those who are connected keep the ones they began with.
     *
     * @return failed when a new certificate or key cannot be used; then all stays as it was
     */
    public Future<Void> apply(SettingsChange change) {
        var news = new SettingsNews(change.live());
        var next = change.effective();
        Future<ServerTls> loaded = news.concerns("tls")
                ? vertx.executeBlocking(() -> ServerTls.of(next.tls(), next.hostname()), false)
                : Future.succeededFuture(tls);
        Future<Keyring> keys = news.concerns("delivery.dkim")
                ? Foundations.keyring(vertx, next)
                : Future.succeededFuture(Keyring.empty());
        return Future.all(loaded, keys).map(both -> {
            settings = next;
            tls = loaded.result();
            if (news.concerns("delivery.dkim")) {
                foundations.signer().use(keys.result());
            }
            foundations.guard().apply(next.guard());
            bus.publish(news);
            if (news.concerns("tls")) {
                logCertificate();
            }
            return null;
        });
    }

    private void logCertificate() {
        LOG.info("TLS with {}", tls.certificate());
    }

    /** No new connections; transactions in progress end within the grace; then everything closes. */
    public Future<Void> stop() {
        stopping = true;
        Future<Void> undeployed = Future.succeededFuture();
        for (int i = deployments.size() - 1; i >= 0; i--) { // those who are asked outlive those who ask
            String id = deployments.get(i);
            undeployed = undeployed.transform(done -> vertx.undeploy(id));
        }
        return undeployed
                .transform(done -> health.map(HealthServer::close).orElseGet(Future::succeededFuture))
                .transform(done -> foundations.close(vertx));
    }

    /** Passes on what others changed. A credential or status that changed ends the sessions that go by the old one. */
    private final class NewsOfAccounts implements AccountChanges.Listener {
        @Override
        public void changed(AccountChanges.Change change) {
            switch (change.kind()) {
                case IDENTITIES -> bus.publish(new AccountNews.Changed(change.account(), true));
                case CREDENTIALS ->
                    bus.publish(new AccountNews.CredentialChanged(change.account(), change.credential()));
                case REMOVED -> bus.publish(new AccountNews.Changed(change.account(), false));
                case STATUS ->
                    foundations
                            .senders()
                            .find(change.account())
                            .map(sender -> sender.isPresent())
                            .otherwise(true)
                            .onSuccess(enabled -> bus.publish(new AccountNews.Changed(change.account(), enabled)));
            }
        }

        @Override
        public void missed() {
            bus.publish(new AccountNews.Uncertain());
        }
    }
}
