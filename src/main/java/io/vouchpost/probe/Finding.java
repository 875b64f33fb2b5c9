package io.vouchpost.probe;

import java.time.Duration;
import java.util.Map;

/**
 * One thing that was seen.
 *
 * @param said in plain words, on one line
 * @param remedy what to do about it; empty where there is nothing to do
 * @param detail the same for programs: texts, whole numbers, lists of texts
 */
public record Finding(
        Step step, Outcome outcome, String said, String remedy, Duration took, Map<String, Object> detail) {}
