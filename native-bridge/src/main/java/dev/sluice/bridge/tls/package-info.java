/**
 * TLS for servers and clients: keys and certificates in PEM, certificates by server name, and whom
 * to trust. Of the JDK's own provider, through Netty's handlers.
 */
@NullMarked
package dev.sluice.bridge.tls;

import org.jspecify.annotations.NullMarked;
