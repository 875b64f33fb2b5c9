import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.DemoSink;
import io.vouchpost.database.EmbeddedDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A short working life of the gateway, for Java to see what it loads, links and runs often, and to keep it for all later
 * starts (JEP 483, 514, 515). With a PostgreSQL and a next hop on this machine; no network is needed.
 *
 * <pre>java -cp FULL-JAR Training.java ROOT</pre>
 *
 * ROOT is the root directory of the image, with {@code opt/java} and {@code opt/vouchpost} in it; the cache comes to lie
 * where the options there say.
 */
final class Training {
    private static final String NAME = "trainee@example.org";
    private static final int MESSAGES = 20;
    /** A machine that is busy with other things may be too slow for the patience of a command. */
    private static final int ATTEMPTS = 5;
    private static final Pattern PORT = Pattern.compile(":([0-9]+) \\((starttls|implicit)\\)");

    private final Path root;
    private final Path folder;
    private final String databasePassword;
    private final String password = HexFormat.of().formatHex(new SecureRandom().generateSeed(12));

    private Training(Path root, Path folder, String databasePassword) {
        this.root = root;
        this.folder = folder;
        this.databasePassword = databasePassword;
    }

    public static void main(String[] arguments) throws Exception {
        var root = Path.of(arguments[0]).toAbsolutePath();
        var folder = Files.createTempDirectory("vouchpost-training");
        var vertx = Vertx.vertx();
        var arrived = new CountDownLatch(MESSAGES);
        try (var database = EmbeddedDatabase.open(folder.resolve("postgres"))) {
            var sink = DemoSink.listen(vertx, 0, message -> arrived.countDown())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            var training = new Training(root, folder, database.options().getPassword());
            training.configure(database.port(), sink.port());
            training.account();
            training.workUntilDone(arrived);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0); // Vert.x and the library of PostgreSQL leave threads behind
    }

    private void configure(int database, int nextHop) throws IOException {
        var route = new JsonObject()
                .put("hosts", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", nextHop)))
                .put("tls", "none");
        var json = new JsonObject()
                .put("hostname", "submit.example.org")
                .put("listeners", new JsonArray().add(listener("starttls")).add(listener("implicit")))
                .put("database", new JsonObject()
                        .put("uri", "postgresql://vouchpost@127.0.0.1:" + database + "/vouchpost")
                        .put("password", new JsonObject().put("env", "DATABASE_PASSWORD")))
                .put("delivery", new JsonObject().put("routes", new JsonArray().add(route)))
                .put("admin", new JsonObject().put("host", "127.0.0.1").put("port", freePort()));
        Files.writeString(folder.resolve("vouchpost.json"), json.encodePrettily());
    }

    private static JsonObject listener(String tls) {
        return new JsonObject().put("host", "127.0.0.1").put("port", 0).put("tls", tls);
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Brings the tables up to date too: a gateway that starts mostly finds them so. */
    private void account() throws IOException, InterruptedException {
        for (int attempt = 1; run("account", "add", NAME, "--identity", NAME, "--password-stdin") != 0; attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException("no account for the training");
            }
        }
    }

    private int run(String... command) throws IOException, InterruptedException {
        var process = start(List.of(), command);
        try (var stream = process.getOutputStream()) {
            stream.write((password + "\n").getBytes(StandardCharsets.UTF_8));
        }
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor();
    }

    private void workUntilDone(CountDownLatch arrived) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                work(arrived);
                return;
            } catch (IOException | IllegalStateException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                System.err.println("Once more, since " + e.getMessage());
            }
        }
    }

    private void work(CountDownLatch arrived) throws Exception {
        var cache = root.resolve("opt/vouchpost/vouchpost.aot");
        Files.deleteIfExists(cache);
        var process = start(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable", "-Xlog:all=error:stderr"), "serve");
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var ports = ports(output);
            for (int i = 0; i < MESSAGES; i++) {
                submit(ports.get(i % 2), i % 2 == 0);
            }
            if (!arrived.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not all messages came through");
            }
            ask("/health/ready");
            ask("/metrics");
            process.toHandle().destroy(); // SIGTERM, as at every end; Process.destroy would close the output too
            output.lines().forEach(line -> {});
            if (process.waitFor() != 143 || Files.size(cache) == 0) {
                throw new IllegalStateException("the training did not end well");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<Integer> ports(BufferedReader output) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            System.out.println(line);
            if (line.contains("ready")) {
                return PORT.matcher(line).results().map(match -> Integer.valueOf(match.group(1))).toList();
            }
        }
        throw new IllegalStateException("it did not start");
    }

    private void submit(int port, boolean startTls) throws Exception {
        var plain = new Socket("127.0.0.1", port);
        if (startTls) {
            var client = new Client(plain);
            client.reply();
            client.say("EHLO trainee.example");
            client.say("STARTTLS");
        }
        var secured = (SSLSocket) trusting().getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        try (secured) {
            var client = new Client(secured);
            if (!startTls) {
                client.reply();
            }
            client.say("EHLO trainee.example");
            var response = "\0" + NAME + "\0" + password;
            client.say("AUTH PLAIN "
                    + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8)));
            client.say("MAIL FROM:<" + NAME + ">");
            client.say("RCPT TO:<friend@example.net>");
            client.say("DATA");
            client.say("From: " + NAME + "\r\nSubject: Training\r\n\r\n" + "A line of text.\r\n".repeat(200) + ".");
            client.say("QUIT");
        }
    }

    private void ask(String path) throws IOException, InterruptedException {
        var port = new JsonObject(Files.readString(folder.resolve("vouchpost.json")))
                .getJsonObject("admin")
                .getInteger("port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        var status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IllegalStateException(path + " answers " + status);
        }
    }

    /** A self-signed certificate on this machine is all it meets. */
    private static SSLContext trusting() throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    /** With the options of the image, their paths turned to where it is being made. */
    private Process start(List<String> more, String... command) throws IOException {
        var options = new ArrayList<>(List.of(root.resolve("opt/java/bin/java").toString()));
        options.addAll(more);
        for (var line : Files.readAllLines(root.resolve("opt/vouchpost/java.options"))) {
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("-XX:AOTCache")) {
                options.addAll(List.of(
                        line.replaceAll("(?<=[ =])/opt/", Matcher.quoteReplacement(root + "/opt/")).split(" ")));
            }
        }
        options.addAll(List.of(command));
        options.addAll(List.of("--config", folder.resolve("vouchpost.json").toString()));
        var builder = new ProcessBuilder(options).directory(folder.toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DATABASE_PASSWORD", databasePassword);
        return builder.start();
    }

    /** Says what it is told to and reads the reply, which has to be a good one. */
    private record Client(Socket socket, BufferedReader replies) {
        Client(Socket socket) throws IOException {
            this(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            reply();
        }

        void reply() throws IOException {
            var line = replies.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = replies.readLine();
            }
            if (line == null || line.charAt(0) > '3') {
                throw new IOException("the gateway answers " + line);
            }
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
