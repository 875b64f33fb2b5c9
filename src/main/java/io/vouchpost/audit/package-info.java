/** What happened, as events with stable names. */
@NullMarked
package io.vouchpost.audit;

import org.jspecify.annotations.NullMarked;
