/** HTTP for operators: health for everybody, questions for those who have the token. */
@NullMarked
package io.vouchpost.admin;

import org.jspecify.annotations.NullMarked;
