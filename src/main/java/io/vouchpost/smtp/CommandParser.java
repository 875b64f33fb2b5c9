package io.vouchpost.smtp;

import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one command line. Total: whatever the octets are, a {@link Command} comes out, and what cannot be understood brings
 * its reply along.
 */
public final class CommandParser {
    private static final Set<String> HTTP_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI");
    private static final int LONGEST_CLIENT_NAME = 255;
    /** RFC 4422 §3.1: mechanism names have at most 20 characters. */
    private static final int LONGEST_MECHANISM = 20;
    /** RFC 3030 §2. More digits are no size of anything. */
    private static final Pattern CHUNK =
            Pattern.compile("BDAT[ \\t]+([0-9]{1,18})([ \\t]+LAST)?[ \\t]*", Pattern.CASE_INSENSITIVE);

    private final String hostname;

    /**
     * @param hostname our own, which {@code RCPT TO:<postmaster>} is for (RFC 5321 §4.1.1.3)
     */
    public CommandParser(String hostname) {
        this.hostname = hostname;
    }

    /**
     * @param line without its CRLF; overwritten with zeros where it may hold a secret
     */
    public Command parse(byte[] line) {
        String verb = verbOf(line);
        if (verb.equals("AUTH")) {
            return auth(line);
        }
        if (startsChunk(line)) {
            return bdat(line);
        }
        if (verb.equals("EHLO") || verb.equals("HELO")) {
            blankOutForeignOctets(line);
        }
        String argument;
        try {
            argument = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, verb.length(), line.length - verb.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Command.Malformed(subject(verb), Replies.notUtf8());
        }
        if (argument.chars().anyMatch(CommandParser::isControl)) {
            return new Command.Malformed(subject(verb), Replies.controlCharacters());
        }
        if (HTTP_METHODS.contains(verb) && argument.contains("HTTP/")) {
            return new Command.Http();
        }
        return command(verb, argument.strip());
    }

    /**
     * A line that ended in LF alone. It is not taken, whatever it says; but behind BDAT there may be octets that are no
     * commands.
     */
    public Command parseUnended(byte[] line) {
        return startsChunk(line)
                ? new Command.UnknownChunk(Replies.badChunk())
                : new Command.Malformed("line", Replies.bareLineFeed());
    }

    private Command command(String verb, String argument) {
        return switch (verb) {
            case "EHLO" -> hello(Verb.EHLO, argument);
            case "HELO" -> hello(Verb.HELO, argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument);
            case "STARTTLS" -> bare(Verb.STARTTLS, argument);
            case "DATA" -> bare(Verb.DATA, argument);
            case "RSET" -> bare(Verb.RSET, argument);
            case "QUIT" -> bare(Verb.QUIT, argument);
            case "NOOP" -> new Command.Plain(Verb.NOOP);
            case "HELP" -> new Command.Plain(Verb.HELP);
            case "VRFY" ->
                argument.isEmpty()
                        ? new Command.Malformed(verb, Replies.missingArgument("VRFY"))
                        : new Command.Plain(Verb.VRFY);
            default -> new Command.Malformed(subject(verb), Replies.unknownCommand());
        };
    }

    /**
     * What is no command of ours is not named: clients whose log-in was refused go on to say their password, and base64 may
     * look like a word.
     */
    private static String subject(String verb) {
        return Arrays.stream(Verb.values()).anyMatch(known -> known.name().equals(verb)) ? verb : "unknown command";
    }

    /** C1 too: some terminals obey them when a log is looked at. */
    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || (c >= 0x7f && c < 0xa0);
    }

    /**
     * No domain name has them, names of computers do, in whatever character set; and what is greeted by them would have to
     * speak UTF-8 (RFC 6531 §3.7.4.1).
     */
    private static void blankOutForeignOctets(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] < 0 ? (byte) '?' : line[i];
        }
    }

    /** Letters up to the first other octet, in upper case; empty when the line does not start with a word. */
    private static String verbOf(byte[] line) {
        int end = 0;
        while (end < line.length && end < 12 && Character.isLetter(line[end])) {
            end++;
        }
        boolean word = end == line.length || line[end] == ' ' || line[end] == '\t';
        return word ? new String(line, 0, end, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT) : "";
    }

    private static Command hello(Verb verb, String argument) {
        boolean usable = !argument.isEmpty() && argument.length() <= LONGEST_CLIENT_NAME && argument.indexOf('\t') < 0;
        return usable
                ? new Command.Hello(verb, argument)
                : new Command.Malformed(verb.name(), Replies.missingArgument(verb.name()));
    }

    private static Command bare(Verb verb, String argument) {
        return argument.isEmpty()
                ? new Command.Plain(verb)
                : new Command.Malformed(verb.name(), Replies.noArgument(verb.name()));
    }

    private Command mail(String argument) {
        var path = pathAfter("FROM:", argument);
        if (path.isEmpty()
                || path.get().mailbox().filter(m -> m.domain().isEmpty()).isPresent()) {
            return new Command.Malformed("MAIL", Replies.badReversePath());
        }
        var parameters = new MailParameters();
        var objection = parameters.read(path.get().rest());
        var mailbox = path.get().mailbox();
        if (objection.isEmpty()
                && !parameters.smtpUtf8()
                && mailbox.filter(m -> !m.isAscii()).isPresent()) {
            objection = Optional.of(Replies.needsSmtpUtf8());
        }
        return objection.isPresent()
                ? new Command.Malformed("MAIL", objection.get())
                : new Command.Mail(
                        mailbox, parameters.size(), parameters.body(), parameters.smtpUtf8(), parameters.terms());
    }

    private Command rcpt(String argument) {
        var path = pathAfter("TO:", argument);
        if (path.isEmpty() || path.get().mailbox().isEmpty()) {
            return new Command.Malformed("RCPT", Replies.badForwardPath());
        }
        var parameters = new RcptParameters();
        var objection = parameters.read(path.get().rest());
        if (objection.isPresent()) {
            return new Command.Malformed("RCPT", objection.get());
        }
        var mailbox = path.get().mailbox().get();
        return new Command.Rcpt(parameters.recipient(
                mailbox.domain().isEmpty() ? new Mailbox(mailbox.localPart(), hostname) : mailbox));
    }

    /** Whatever looks like it: to miss one would be to take octets of a message for commands. */
    private static boolean startsChunk(byte[] line) {
        return line.length >= 4
                && new String(line, 0, 4, StandardCharsets.US_ASCII).equalsIgnoreCase("BDAT")
                && (line.length == 4 || !Character.isLetter(line[4]));
    }

    private static Command bdat(byte[] line) {
        var chunk = CHUNK.matcher(new String(line, StandardCharsets.ISO_8859_1));
        return chunk.matches()
                ? new Command.Bdat(Long.parseLong(chunk.group(1)), chunk.group(2) != null)
                : new Command.UnknownChunk(Replies.badChunk());
    }

    /** White space after the colon is wrong (RFC 5321 §3.3) and common. */
    private static Optional<PathParser.Path> pathAfter(String keyword, String argument) {
        return argument.regionMatches(true, 0, keyword, 0, keyword.length())
                ? new PathParser(argument.substring(keyword.length()).stripLeading()).parse()
                : Optional.empty();
    }

    /** Works on the octets, so that no string keeps the password of an initial response. */
    private static Command auth(byte[] line) {
        int nameStart = skipBlanks(line, "AUTH".length());
        int nameEnd = endOfWord(line, nameStart);
        int responseStart = skipBlanks(line, nameEnd);
        int responseEnd = endOfWord(line, responseStart);
        boolean more = skipBlanks(line, responseEnd) < line.length;
        boolean named = nameEnd > nameStart && nameEnd - nameStart <= LONGEST_MECHANISM;
        var response = Arrays.copyOfRange(line, responseStart, responseEnd);
        String mechanism = named
                ? new String(line, nameStart, nameEnd - nameStart, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT)
                : "";
        Arrays.fill(line, (byte) 0);
        if (!named || more || !mechanism.matches("[A-Z0-9_-]+")) {
            Arrays.fill(response, (byte) 0);
            return new Command.Malformed("AUTH", named && !more ? Replies.unknownMechanism() : Replies.badAuth());
        }
        boolean empty = response.length == 1 && response[0] == '=';
        var initial = Secret.ofOctets(empty ? new byte[0] : response);
        return new Command.Auth(mechanism, response.length == 0 ? Optional.empty() : Optional.of(initial));
    }

    private static int skipBlanks(byte[] line, int from) {
        int at = from;
        while (at < line.length && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int endOfWord(byte[] line, int from) {
        int at = from;
        while (at < line.length && line[at] != ' ' && line[at] != '\t') {
            at++;
        }
        return at;
    }
}
