/**
 * Looks at a submission server from outside, as a client: step by step, each told in plain words. It knows nothing of how
 * the server is configured, and works with anybody's. One thing after the other, on the thread that asks.
 */
@NullMarked
package io.vouchpost.probe;

import org.jspecify.annotations.NullMarked;
