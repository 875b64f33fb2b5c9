package io.vouchpost.smtp;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything this server says, in one place. Codes by RFC 5321, 4954, 6409, 6531 and 3207; enhanced codes by RFC 3463 and
 * 5248. 521, ETRN and ATRN are never used on submission (RFC 6409 §7).
 */
public final class Replies {
    private Replies() {}

    // connection

    public static Reply greeting(String hostname) {
        return Reply.of(220, "", hostname + " ESMTP Vouchpost");
    }

    public static Reply bye() {
        return Reply.of(221, "2.0.0", "Bye");
    }

    public static Reply tooManyConnections() {
        return Reply.of(421, "4.7.0", "Too many connections, try again later");
    }

    public static Reply tooManyFromNetwork() {
        return Reply.of(421, "4.7.0", "Too many connections from your network, try again in a minute");
    }

    public static Reply networkDenied() {
        return Reply.of(554, "5.7.1", "Connections from your network are not accepted here");
    }

    public static Reply tooManyErrors() {
        return Reply.of(421, "4.7.0", "Too many errors, goodbye");
    }

    public static Reply tooManyIdleCommands() {
        return Reply.of(421, "4.7.0", "Too many commands without a message, goodbye");
    }

    public static Reply tooManyFailures() {
        return Reply.of(421, "4.7.0", "Too many failed log-ins, try again later");
    }

    public static Reply tooManyLogIns() {
        return Reply.of(421, "4.7.0", "Too many log-ins from your network, try again in a minute");
    }

    public static Reply tooManyOfAccount() {
        return Reply.of(421, "4.7.0", "Too many connections with this log-in, close some in your other programs");
    }

    public static Reply shuttingDown() {
        return Reply.of(421, "4.3.2", "Shutting down, try again in a minute");
    }

    public static Reply accountChanged() {
        return Reply.of(421, "4.7.0", "This account was changed, log in again");
    }

    public static Reply idle() {
        return Reply.of(421, "4.4.2", "Nothing came for too long, goodbye");
    }

    public static Reply commandTooSlow() {
        return Reply.of(421, "4.4.2", "The line took too long to come to its end, goodbye");
    }

    public static Reply logInTooSlow() {
        return Reply.of(421, "4.4.2", "No log-in came within the time for it, goodbye");
    }

    public static Reply sessionTooLong() {
        return Reply.of(421, "4.4.2", "This session has lasted too long, connect again");
    }

    public static Reply internalError() {
        return Reply.of(421, "4.3.0", "Something went wrong here, try again later");
    }

    public static Reply talkedFirst() {
        return Reply.of(554, "5.7.1", "You spoke before this server had greeted you, which no mail program does");
    }

    public static Reply notHttp() {
        return Reply.of(554, "5.5.1", "This is a mail server, not a web server");
    }

    // commands

    public static Reply hello(String hostname, String clientName) {
        return Reply.of(250, "", hostname + " greets " + clientName);
    }

    /** The reply to EHLO: its first line, then a line for each extension. */
    public static Reply extensions(String hostname, String clientName, List<String> keywords) {
        var lines = new ArrayList<String>();
        lines.add(hostname + " greets " + clientName);
        lines.addAll(keywords);
        return new Reply(new StatusCode(250, ""), lines);
    }

    public static Reply ok() {
        return Reply.of(250, "2.0.0", "OK");
    }

    public static Reply help() {
        return Reply.of(214, "2.0.0", "Connect with TLS, log in with AUTH, then MAIL, RCPT, DATA (RFC 6409)");
    }

    public static Reply cannotVerify() {
        return Reply.of(252, "2.5.2", "Cannot verify, send it some mail");
    }

    public static Reply lineTooLong() {
        return Reply.of(500, "5.5.2", "Line too long");
    }

    public static Reply bareLineFeed() {
        return Reply.of(500, "5.5.2", "A line must end in CR LF");
    }

    public static Reply notUtf8() {
        return Reply.of(500, "5.5.2", "That is not UTF-8");
    }

    public static Reply controlCharacters() {
        return Reply.of(500, "5.5.2", "Control characters are not allowed in commands");
    }

    public static Reply unknownCommand() {
        return Reply.of(500, "5.5.1", "Unknown command");
    }

    public static Reply missingArgument(String verb) {
        return Reply.of(501, "5.5.4", verb + " needs an argument");
    }

    public static Reply noArgument(String verb) {
        return Reply.of(501, "5.5.4", verb + " takes no argument");
    }

    public static Reply badParameter(String keyword) {
        String known = keyword.matches("[A-Z0-9-]{1,20}") ? keyword : "A parameter";
        return Reply.of(501, "5.5.4", known + " has a value that cannot be right, or stands there twice");
    }

    public static Reply unknownParameter() {
        return Reply.of(555, "5.5.4", "Parameter not supported here");
    }

    public static Reply helloFirst() {
        return Reply.of(503, "5.5.1", "Say EHLO first");
    }

    public static Reply mailFirst() {
        return Reply.of(503, "5.5.1", "MAIL FROM first");
    }

    public static Reply rcptFirst() {
        return Reply.of(503, "5.5.1", "RCPT TO first: there is no valid recipient");
    }

    public static Reply transactionOpen() {
        return Reply.of(503, "5.5.1", "A mail transaction is open: end it with DATA or RSET");
    }

    public static Reply chunksOpen() {
        return Reply.of(503, "5.5.1", "A message has begun with BDAT: go on with BDAT, or RSET");
    }

    // TLS

    public static Reply readyForTls() {
        return Reply.of(220, "2.0.0", "Ready to start TLS");
    }

    public static Reply noTlsHere() {
        return Reply.of(502, "5.5.1", "STARTTLS is not available here");
    }

    public static Reply alreadyTls() {
        return Reply.of(503, "5.5.1", "TLS is already active");
    }

    // log-in (RFC 4954 §6)

    /** The challenge of a SASL exchange (RFC 4954 §4): 334, a space, base64 or nothing. */
    public static Reply challenge(String base64) {
        return Reply.of(334, "", base64);
    }

    public static Reply authenticated() {
        return Reply.of(235, "2.7.0", "Authentication successful");
    }

    public static Reply wrongCredentials() {
        return Reply.of(535, "5.7.8", "Wrong user name or password");
    }

    public static Reply accountDisabled() {
        return Reply.of(525, "5.7.13", "This account is disabled, ask your administrator");
    }

    /** RFC 4954 §6: the client should use PLAIN once. */
    public static Reply passwordTransitionNeeded() {
        return Reply.of(432, "4.7.12", "Log in once with PLAIN, then this mechanism works");
    }

    public static Reply mechanismTooWeak(String factor) {
        return Reply.of(534, "5.7.9", "This account needs " + factor + ", which this mechanism cannot carry");
    }

    public static Reply authenticationOutage() {
        return Reply.of(454, "4.7.0", "Log-ins cannot be checked at the moment, try again in a minute");
    }

    public static Reply authenticationCancelled() {
        return Reply.of(501, "5.7.0", "Authentication cancelled");
    }

    public static Reply badBase64() {
        return Reply.of(501, "5.5.2", "That is not base64");
    }

    public static Reply badResponse() {
        return Reply.of(501, "5.5.2", "That is not a response this mechanism knows");
    }

    public static Reply noInitialResponse() {
        return Reply.of(501, "5.7.0", "This mechanism starts with the server, without an initial response");
    }

    public static Reply saslLineTooLong() {
        return Reply.of(500, "5.5.6", "Authentication exchange line is too long");
    }

    public static Reply badAuth() {
        return Reply.of(501, "5.5.4", "AUTH takes a mechanism and at most one initial response");
    }

    public static Reply unknownMechanism() {
        return Reply.of(504, "5.5.4", "That authentication mechanism is not available");
    }

    public static Reply encryptionNeeded() {
        return Reply.of(538, "5.7.11", "Encryption needed: start TLS before you log in");
    }

    public static Reply alreadyAuthenticated() {
        return Reply.of(503, "5.5.1", "You are logged in already");
    }

    public static Reply authenticationRequired() {
        return Reply.of(530, "5.7.0", "Log in first: this server takes mail only from those it knows");
    }

    /** For clients that go on after a refused AUTH and show their user only the last reply. */
    public static Reply authenticationRequired(Reply refused) {
        return Reply.of(
                530,
                "5.7.0",
                "Log in first, your log-in was refused: " + refused.lines().get(0));
    }

    // envelope and message

    public static Reply senderOk() {
        return Reply.of(250, "2.1.0", "Sender OK");
    }

    public static Reply recipientOk() {
        return Reply.of(250, "2.1.5", "Recipient OK");
    }

    public static Reply accountOutage() {
        return Reply.of(451, "4.3.0", "Your account cannot be looked up at the moment, try again in a minute");
    }

    public static Reply badReversePath() {
        return Reply.of(501, "5.1.7", "That is not a sender address: MAIL FROM:<name@example.org>");
    }

    public static Reply badForwardPath() {
        return Reply.of(501, "5.1.3", "That is not a recipient address: RCPT TO:<name@example.org>");
    }

    public static Reply needsSmtpUtf8() {
        return Reply.of(553, "5.6.7", "An address that is not ASCII needs SMTPUTF8");
    }

    public static Reply holdTooLong(long seconds) {
        return Reply.of(501, "5.5.4", "A message can be held for at most " + seconds + " seconds");
    }

    public static Reply senderNotOwned(String address) {
        return Reply.of(550, "5.7.1", "You may not send as " + address + " with this log-in");
    }

    public static Reply nullSenderNotAllowed() {
        return Reply.of(550, "5.7.1", "You may not send without a sender address with this log-in");
    }

    public static Reply onBehalfNeedsSender(String address) {
        return Reply.of(
                550, "5.7.1", "To write for " + address + ", your mail program must put your own address into Sender");
    }

    public static Reply recipientNotAllowed(String address) {
        return Reply.of(550, "5.7.1", "You may not send to " + address + " with this log-in");
    }

    public static Reply authorNotOwned(String field, String address) {
        return Reply.of(550, "5.7.1", "You may not write " + field + " " + address + " with this log-in");
    }

    public static Reply tooManyRecipients() {
        return Reply.of(452, "4.5.3", "Too many recipients, send the rest in another message");
    }

    /** Opens again at a time such as {@code 15:00 UTC}. */
    public static Reply quotaReached(String opens) {
        return Reply.of(451, "4.7.1", "You have sent all that you may for now, try again after " + opens);
    }

    public static Reply largerThanQuota() {
        return Reply.of(552, "5.2.3", "This message alone is more than you may send in a day");
    }

    public static Reply noRoom() {
        return Reply.of(452, "4.3.1", "No room for this message at the moment, try again later");
    }

    public static Reply startData() {
        return Reply.of(354, "", "Go ahead, end with a dot on a line by itself");
    }

    /** RFC 3030 §2: each chunk has its own reply. */
    public static Reply chunkTaken(long octets) {
        return Reply.of(250, "2.0.0", octets + " octets taken");
    }

    public static Reply badChunk() {
        return Reply.of(501, "5.5.4", "BDAT takes a number of octets, and LAST with the last ones, goodbye");
    }

    public static Reply dataTooSlow() {
        return Reply.of(421, "4.4.2", "The message took too long to come, goodbye");
    }

    public static Reply posted(String id) {
        return Reply.of(250, "2.0.0", "Message " + id + " posted");
    }

    public static Reply accepted(String id) {
        return Reply.of(250, "2.0.0", "Message " + id + " accepted, it is on its way");
    }

    public static Reply spoolOutage() {
        return Reply.of(451, "4.3.0", "The message cannot be kept at the moment, try again in a minute");
    }

    public static Reply relayOutage() {
        return Reply.of(451, "4.3.0", "The message could not be handed on, try again later");
    }
}
