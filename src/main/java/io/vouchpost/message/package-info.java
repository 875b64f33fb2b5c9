/** A message on its way through: submission, content, header, trace. */
@NullMarked
package io.vouchpost.message;

import org.jspecify.annotations.NullMarked;
