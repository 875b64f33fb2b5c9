package io.vouchpost.config;

import java.nio.file.Path;

/**
 * Where events are written.
 *
 * @param file JSON lines
 * @param rotateBytes a file of this size is set aside
 * @param keep how many are kept beside the current one
 */
public record AuditSettings(Path file, long rotateBytes, int keep) {}
