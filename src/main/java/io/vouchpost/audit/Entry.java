package io.vouchpost.audit;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as it is written, the same in all places.
 *
 * @param id no other entry of any gateway has it; in order of time among those of one gateway
 * @param json not to be changed
 */
record Entry(UUID id, Instant time, JsonObject json) {}
