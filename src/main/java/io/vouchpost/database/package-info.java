/** PostgreSQL, external or embedded: connection, migrations, notifications. */
@NullMarked
package io.vouchpost.database;

import org.jspecify.annotations.NullMarked;
