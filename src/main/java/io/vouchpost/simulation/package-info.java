/** What another configuration of the guard would have made of what an audit log tells. */
@NullMarked
package io.vouchpost.simulation;

import org.jspecify.annotations.NullMarked;
