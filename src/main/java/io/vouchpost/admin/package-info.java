/** HTTP for operators: health. */
@NullMarked
package io.vouchpost.admin;

import org.jspecify.annotations.NullMarked;
