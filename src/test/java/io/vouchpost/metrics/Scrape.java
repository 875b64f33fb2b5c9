package io.vouchpost.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a gateway says of itself, read from the text format of Prometheus. */
public final class Scrape {
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final String text;
    /** Each time series, and its value. */
    private final Map<String, Double> series = new TreeMap<>();
    /** The type of each family. */
    private final Map<String, String> families = new TreeMap<>();
    /** By the name that a query has: the labels, and their values. */
    private final Map<String, Map<String, Set<String>>> labels = new HashMap<>();

    public Scrape(String text) {
        this.text = text;
        text.lines().forEach(this::read);
    }

    private void read(String line) {
        if (line.startsWith("# TYPE ")) {
            families.put(line.split(" ")[2], line.split(" ")[3]);
        } else if (!line.startsWith("#") && !line.isBlank()) {
            int end = line.lastIndexOf(' ');
            var name = line.substring(0, end);
            series.put(name, Double.valueOf(line.substring(end + 1)));
            var known = labels.computeIfAbsent(name.split("\\{")[0], metric -> new HashMap<>());
            LABEL.matcher(name).results().forEach(label -> known.computeIfAbsent(label.group(1), it -> new HashSet<>())
                    .add(label.group(2)));
        }
    }

    /** NaN where there is none. */
    public double value(String name) {
        return series.getOrDefault(name, Double.NaN);
    }

    public Set<String> series() {
        return series.keySet();
    }

    public Map<String, String> families() {
        return families;
    }

    public boolean hasMetric(String name) {
        return labels.containsKey(name);
    }

    /** Those of a metric as a query names it, with their values. */
    public Map<String, Set<String>> labels(String metric) {
        return labels.getOrDefault(metric, Map.of());
    }

    /** Those of a family as documentation names it. */
    public Set<String> labelsOfFamily(String family) {
        var all = new TreeSet<String>();
        for (var suffix : new String[] {"", "_bucket", "_count", "_sum"}) {
            all.addAll(labels(family + suffix).keySet());
        }
        all.remove("le");
        return all;
    }

    @Override
    public String toString() {
        return text;
    }
}
