/** The configuration file: settings as records, read and checked all at once. */
@NullMarked
package io.vouchpost.config;

import org.jspecify.annotations.NullMarked;
