/**
 * Password hashes beside those that Vert.x knows, each a {@link io.vertx.ext.auth.hashing.HashingAlgorithm} that is found by
 * its entry in {@code META-INF/services}. How they are written down stands in {@link io.vouchpost.account.hash.HashFormat}.
 */
@NullMarked
package io.vouchpost.account.hash;

import org.jspecify.annotations.NullMarked;
