package io.vouchpost.spool;

import io.vouchpost.smtp.Reply;
import java.time.Instant;

/** What was answered to the first copy of a message. */
public record Answered(String message, Reply reply, Instant at) {}
