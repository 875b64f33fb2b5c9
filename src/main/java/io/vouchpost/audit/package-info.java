/** What happened, as events with stable names: written to a file, the database and syslog, and found there again. */
@NullMarked
package io.vouchpost.audit;

import org.jspecify.annotations.NullMarked;
