/** The command line. */
@NullMarked
package io.vouchpost.cli;

import org.jspecify.annotations.NullMarked;
