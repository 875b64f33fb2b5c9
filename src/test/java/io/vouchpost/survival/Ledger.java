package io.vouchpost.survival;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What clients were promised by a 250, and what came to the next hop. By recipient: each has mail of its own to expect. */
final class Ledger {
    /** What the gateway calls a message, in its Received field. */
    private static final Pattern REFERENCE = Pattern.compile("with ESMTPSA id (\\S+)");

    private final Map<String, String> promised = new ConcurrentHashMap<>();
    private final Set<String> offered = ConcurrentHashMap.newKeySet();
    private final Map<String, List<String>> arrived = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> references = new ConcurrentHashMap<>();
    private final Set<String> doubted = ConcurrentHashMap.newKeySet();

    /** A client is about to submit it, or has. */
    void offered(String message, List<String> recipients) {
        recipients.forEach(recipient -> offered.add(key(message, recipient)));
    }

    /** A client was told 250. */
    void promised(String message, List<String> recipients, String digest) {
        recipients.forEach(recipient -> promised.put(key(message, recipient), digest));
    }

    /** A client has said the final dot and was never answered: it sends the message again, and two may arrive (RFC 1047). */
    void doubted(String message, List<String> recipients) {
        recipients.forEach(recipient -> doubted.add(key(message, recipient)));
    }

    /** A next hop has the final dot. What the client sent begins at its own first field; trace fields stand above it. */
    void arrived(RecordingHop.Taken taken) {
        var text = taken.octets();
        int own = text.indexOf(Submitter.FIRST_FIELD);
        var trace = REFERENCE.matcher(text);
        if (taken.from().isEmpty() || own < 0 || !trace.find()) {
            return; // a notification, which has the header of the message in it
        }
        var message = text.substring(own + Submitter.FIRST_FIELD.length(), text.indexOf("\r\n", own));
        references
                .computeIfAbsent(message, first -> ConcurrentHashMap.newKeySet())
                .add(trace.group(1));
        var digest = digest(text.substring(own).getBytes(StandardCharsets.ISO_8859_1));
        taken.recipients().forEach(recipient -> arrived.computeIfAbsent(
                        key(message, recipient), key -> new CopyOnWriteArrayList<>())
                .add(digest));
    }

    int promises() {
        return promised.size();
    }

    int offers() {
        return offered.size();
    }

    int doubts() {
        return doubted.size();
    }

    int arrivals() {
        return arrived.size();
    }

    /** Promised and never come. */
    Set<String> lost() {
        return promised.keySet().stream()
                .filter(key -> !arrived.containsKey(key))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Come with other octets than they were sent with. */
    Set<String> changed() {
        return promised.entrySet().stream()
                .filter(entry -> arrived.getOrDefault(entry.getKey(), List.of()).stream()
                        .anyMatch(digest -> !digest.equals(entry.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Come more than once: the gateway's reference and the recipient. */
    Set<String> repeated() {
        return arrived.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .flatMap(entry -> known(entry.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Come more than once, and neither shown as possibly delivered nor left in doubt by a broken connection.
     *
     * @param possibly the gateway's reference and the recipient of those that are shown so
     */
    Set<String> unexplained(Set<String> possibly) {
        return arrived.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .filter(key -> !doubted.contains(key) && known(key).noneMatch(possibly::contains))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** By what the gateway calls it: each time that it was submitted. */
    private Stream<String> known(String key) {
        var parts = key.split(" ");
        return references.getOrDefault(parts[0], Set.of()).stream().map(reference -> key(reference, parts[1]));
    }

    /** Come though no client had ever sent them. */
    Set<String> invented() {
        return arrived.keySet().stream()
                .filter(key -> !offered.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String key(String message, String recipient) {
        return message + " " + recipient;
    }

    static String digest(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
