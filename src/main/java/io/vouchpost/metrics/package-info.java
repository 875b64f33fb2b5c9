/** What can be counted, for Prometheus. */
@NullMarked
package io.vouchpost.metrics;

import org.jspecify.annotations.NullMarked;
