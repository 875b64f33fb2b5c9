/** Who may send as whom, and the explanation of a refusal. */
@NullMarked
package io.vouchpost.policy;

import org.jspecify.annotations.NullMarked;
