package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.metrics.PromQl;
import io.vouchpost.metrics.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway that has done everything says of itself; and that page, dashboard and alerts speak of nothing else. */
@Timeout(120)
class MetricsIT {
    /** Put to each series by Prometheus itself, by where it was found. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "namespace", "pod");

    /** Measured by others than gateways, with their labels: by Prometheus when it asks, by kube-state-metrics where that is. */
    private static final Map<String, Set<String>> OF_OTHERS =
            Map.of("up", Set.of(), "kube_deployment_spec_replicas", Set.of("deployment"));

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern VARIABLE = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

    @TempDir
    static Path folder;

    private static Busy busy;
    private static Scrape scrape;

    @BeforeAll
    static void doEverything() throws Exception {
        busy = Busy.start(folder);
        busy.doEverything();
        scrape = busy.scrape();
    }

    @AfterAll
    static void stop() {
        busy.close();
    }

    private static void is(String series, double value) {
        assertThat(scrape.value(series)).as(series).isEqualTo(value);
    }

    private static double read(String series) {
        return scrape.value(series);
    }

    @Test
    void whatWasDoneIsCounted() {
        is("vouchpost_logins_total{mechanism=\"PLAIN\",outcome=\"accepted\"}", 5);
        is("vouchpost_logins_total{mechanism=\"PLAIN\",outcome=\"refused\"}", 1);
        is("vouchpost_logins_total{mechanism=\"LOGIN\",outcome=\"accepted\"}", 1);
        is("vouchpost_logins_total{mechanism=\"other\",outcome=\"refused\"}", 1);
        is("vouchpost_messages_total{outcome=\"posted\"}", 2);
        is("vouchpost_messages_total{outcome=\"spooled\"}", 2);
        is("vouchpost_messages_total{outcome=\"refused\"}", 1);
        is("vouchpost_deliveries_total{outcome=\"delivered\"}", 1);
        is("vouchpost_tls_handshakes_total{version=\"TLSv1.3\"}", 6);
        is("vouchpost_refusals_total{rule=\"RFC 6409 §4.3\"}", 1);
        is("vouchpost_alarms_total{kind=\"lockout\"}", 0);
    }

    @Test
    void repliesAreTimedByWhatTheClientHadSaid() {
        is("vouchpost_reply_seconds_count{verb=\"greeting\"}", 7);
        is("vouchpost_reply_seconds_count{verb=\"DATA\"}", 4);
        is("vouchpost_reply_seconds_count{verb=\"DATA end\"}", 5);
        is("vouchpost_reply_seconds_count{verb=\"AUTH\"}", 2);
        is("vouchpost_reply_seconds_count{verb=\"AUTH end\"}", 6);
        is("vouchpost_login_seconds_count{mechanism=\"PLAIN\"}", 5);
        is("vouchpost_login_seconds_count{mechanism=\"LOGIN\"}", 1);
        assertThat(read("vouchpost_reply_seconds_count{verb=\"BDAT\"}")).isGreaterThan(0);
        assertThat(read("vouchpost_login_seconds_sum{mechanism=\"LOGIN\"}")).isBetween(0.0001, 60.0);
    }

    @Test
    void gaugesSayHowItIs() throws Exception {
        is("vouchpost_ready", 1);
        is("vouchpost_stopping", 0);
        is("vouchpost_spool_recipients", 1);
        is("vouchpost_spool_messages", 1);
        assertThat(read("vouchpost_spool_bytes")).isBetween(50.0, 500.0);
        assertThat(read("vouchpost_spool_oldest_seconds")).isBetween(0.0, 120.0);
        assertThat(read("vouchpost_route_oldest_seconds{route=\"away\"}")).isBetween(0.0, 120.0);
        assertThat(read("vouchpost_route_oldest_seconds{route=\"away\"}")).isBetween(0.0, 120.0);
        is("vouchpost_next_hop_up{host=\"127.0.0.1:1\",route=\"away\"}", 0);
        assertThat(scrape.series())
                .filteredOn(name -> name.startsWith("vouchpost_next_hop_up{") && name.contains("route=\"others\""))
                .singleElement()
                .satisfies(up -> is(up, 1));
        assertThat(read("vouchpost_certificate_expiry_seconds")).isGreaterThan(86_400);
        assertThat(read("vouchpost_event_loop_lag_seconds")).isBetween(0.0, 60.0);
        assertThat(read("vouchpost_database_connections{state=\"idle\"}")).isGreaterThan(0);
        busy.until(now -> now.value("vouchpost_hashing_busy") == 0 && now.value("vouchpost_hashing_waiting") == 0);
        busy.until(now -> now.value("vouchpost_connections") == 0);
    }

    @Test
    void whatVertxDoesIsMeasuredToo() {
        assertThat(read("vertx_pool_completed_total{pool_name=\"vouchpost-hash\",pool_type=\"worker\"}"))
                .isGreaterThan(0);
        assertThat(read("vertx_eventbus_delivered_total{address=\"delivery.post\"}"))
                .isEqualTo(4);
        assertThat(read("vertx_eventbus_pending{address=\"sasl.step\"}")).isZero();
        assertThat(read("vertx_sql_processing_time_seconds_count")).isGreaterThan(10);
    }

    /** Nobody can fill the memory of whoever scrapes us by inventing words. */
    @Test
    void whatClientsInventMakesNoSeries() throws Exception {
        busy.sayEverywhere("zq7first", "127.0.0.21");
        var once = ours(busy.scrape());
        for (int i = 0; i < 20; i++) {
            busy.sayEverywhere("zq7again" + i, "127.0.0." + (31 + i));
        }
        var often = ours(busy.scrape());
        assertThat(often).isEqualTo(once);
        assertThat(often).noneMatch(series -> series.toLowerCase(Locale.ROOT).contains("zq7"));
        assertThat(often).noneMatch(series -> series.matches(".*127\\.0\\.0\\.([2-9]|1[0-9]).*"));
    }

    private static Set<String> ours(Scrape scrape) {
        var ours = new TreeSet<>(scrape.series());
        ours.removeIf(name -> !name.startsWith("vouchpost_") && !name.startsWith("vertx_"));
        return ours;
    }

    // page, dashboard, alerts

    @Test
    void thePageAndTheScrapeAgree() throws IOException {
        var documented = new HashSet<String>();
        for (var line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            var cells = line.split("\\|");
            if (cells.length < 5 || !cells[1].strip().matches("`\\w+`")) {
                continue;
            }
            var name = cells[1].strip().replace("`", "");
            documented.add(name);
            assertThat(scrape.families()).as(line).containsEntry(name, cells[2].strip());
            var labels = CODE.matcher(cells[3].replaceAll("\\(.*?\\)", ""))
                    .results()
                    .map(label -> label.group(1))
                    .toList();
            assertThat(scrape.labelsOfFamily(name)).as(line).containsExactlyInAnyOrderElementsOf(labels);
        }
        assertThat(scrape.families().keySet())
                .filteredOn(name -> name.startsWith("vouchpost_") || name.startsWith("vertx_"))
                .allSatisfy(name -> assertThat(documented).contains(name));
    }

    @Test
    void theDashboardAsksForWhatThereIs() throws IOException {
        var dashboard = new JsonObject(Files.readString(Path.of("k8s/grafana/vouchpost.json")));
        var queries = new ArrayList<String>();
        collect(dashboard, "expr", queries);
        assertThat(queries).hasSizeGreaterThan(30).allSatisfy(MetricsIT::isAnswered);
        var variables = new ArrayList<String>();
        collect(dashboard.getJsonObject("templating"), "definition", variables);
        assertThat(variables).isNotEmpty().allSatisfy(definition -> {
            var asked = VARIABLE.matcher(definition);
            assertThat(asked.matches()).isTrue();
            assertThat(scrape.hasMetric(asked.group(1))).as(definition).isTrue();
            assertThat(OF_PROMETHEUS).contains(asked.group(2));
        });
    }

    @Test
    void theAlertsAskForWhatThereIs() throws IOException {
        var rules = Files.readAllLines(Path.of("k8s/prometheus/vouchpost-rules.yml"));
        var names = values(rules, "- alert: ");
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        assertThat(values(rules, "expr: ")).hasSameSizeAs(names).allSatisfy(MetricsIT::isAnswered);
        assertThat(values(rules, "severity: "))
                .hasSameSizeAs(names)
                .allMatch(it -> it.matches("critical|warning|info"));
        assertThat(values(rules, "summary: ")).hasSameSizeAs(names);
        assertThat(values(rules, "description: ")).hasSameSizeAs(names);
    }

    private static List<String> values(List<String> lines, String key) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .toList();
    }

    private static void collect(Object json, String key, List<String> found) {
        if (json instanceof JsonObject object) {
            if (object.getValue(key) instanceof String text) {
                found.add(text);
            }
            object.forEach(entry -> collect(entry.getValue(), key, found));
        } else if (json instanceof JsonArray array) {
            array.forEach(element -> collect(element, key, found));
        }
    }

    private static void isAnswered(String expression) {
        var query = PromQl.parse(expression);
        var labels = new HashSet<>(OF_PROMETHEUS);
        assertThat(query.selectors()).as(expression).anySatisfy(selector -> assertThat(OF_OTHERS)
                .doesNotContainKey(selector.metric()));
        for (var selector : query.selectors()) {
            if (OF_OTHERS.containsKey(selector.metric())) {
                assertThat(OF_OTHERS.get(selector.metric()))
                        .as(expression)
                        .containsAll(selector.matchers().keySet());
                continue;
            }
            assertThat(scrape.hasMetric(selector.metric())).as(expression).isTrue();
            var known = scrape.labels(selector.metric());
            labels.addAll(known.keySet());
            selector.matchers().forEach((label, matcher) -> {
                if (!OF_PROMETHEUS.contains(label)) {
                    assertThat(known).as(expression).containsKey(label);
                    var values = matcher.replaceFirst("^[=!]~?", "");
                    assertThat(known.get(label)).as(expression).containsAll(List.of(values.split("\\|")));
                }
            });
        }
        assertThat(labels).as(expression).containsAll(query.groupings());
    }
}
