package dev.sluice.bridge.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.security.cert.CertificateParsingException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One certificate of a server, and the names that it is good for.
 *
 * @param names in the form of {@link HostNames#normal}; may begin with {@code *}, for one label
 */
record Site(SslContext context, Set<String> names, ClientAuth clientAuth) {
  private static final int DNS_NAME = 2;

  static Site of(SslContext context, List<Identity> identities, ClientAuth clientAuth) {
    Set<String> names = new HashSet<>();
    for (Identity identity : identities) {
      try {
        add(identity.chain().getFirst().getSubjectAlternativeNames(), names);
      } catch (CertificateParsingException e) {
        // Clients will not find a name in it either.
      }
    }
    return new Site(context, Set.copyOf(names), clientAuth);
  }

  private static void add(@Nullable Collection<List<?>> alternatives, Set<String> names) {
    if (alternatives != null) {
      for (List<?> each : alternatives) {
        if (each.getFirst() instanceof Integer kind
            && kind == DNS_NAME
            && each.get(1) instanceof String name) {
          names.add(HostNames.normal(name));
        }
      }
    }
  }

  /** Does a client that trusts the certificate find this host in it (RFC 6125 §6.4)? */
  boolean covers(String normalName) {
    int dot = normalName.indexOf('.');
    return names.contains(normalName) || dot > 0 && names.contains("*" + normalName.substring(dot));
  }
}
