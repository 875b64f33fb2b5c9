/** Who may connect, how often one may guess, and who has to wait. */
@NullMarked
package io.vouchpost.guard;

import org.jspecify.annotations.NullMarked;
