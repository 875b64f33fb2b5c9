/** Where the parts are deployed, and the bus between them. */
@NullMarked
package io.vouchpost.verticle;

import org.jspecify.annotations.NullMarked;
