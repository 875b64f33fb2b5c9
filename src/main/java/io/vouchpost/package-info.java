/** Vouchpost, an SMTP AUTH submission gateway: {@link io.vouchpost.Main} is where it starts. */
@NullMarked
package io.vouchpost;

import org.jspecify.annotations.NullMarked;
