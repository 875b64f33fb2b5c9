/** TLS towards clients: the server's certificate, the ciphers, and the engine that does the cryptography. */
@NullMarked
package io.vouchpost.tls;

import org.jspecify.annotations.NullMarked;
