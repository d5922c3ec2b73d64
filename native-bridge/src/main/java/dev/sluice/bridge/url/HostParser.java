package dev.sluice.bridge.url;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The host parser (URL §3.5). Hosts are kept as they are serialised; the empty host is "". */
final class HostParser {
  /** Forbidden host code points; a domain forbids the rest of C0 controls, % and DEL too. */
  private static final String FORBIDDEN = "\0\t\n\r #/:<>?@[\\]^|";

  private static final boolean[] FORBIDDEN_HOST = new boolean[0x80];
  private static final boolean[] FORBIDDEN_DOMAIN = new boolean[0x80];

  /** What is forbidden in a domain or changed by its parser. */
  private static final boolean[] NOT_PLAIN;

  static {
    for (int i = 0; i < FORBIDDEN.length(); i++) {
      FORBIDDEN_HOST[FORBIDDEN.charAt(i)] = true;
      FORBIDDEN_DOMAIN[FORBIDDEN.charAt(i)] = true;
    }
    for (int c = 0; c < 0x20; c++) {
      FORBIDDEN_DOMAIN[c] = true;
    }
    FORBIDDEN_DOMAIN['%'] = true;
    FORBIDDEN_DOMAIN[0x7F] = true;
    NOT_PLAIN = FORBIDDEN_DOMAIN.clone();
    Arrays.fill(NOT_PLAIN, 'A', 'Z' + 1, true);
  }

  private HostParser() {}

  /**
   * «host parse» of a part of a URL.
   *
   * @param isOpaque whether the scheme is not special
   * @return the serialised host, null for failure
   */
  static @Nullable String hostParse(UrlInput input, int from, int to, boolean isOpaque) {
    if (!isOpaque && isPlainDomain(input.bytes, from, to)) {
      return input.ascii(from, to);
    }
    return hostParse(input.text(from, to), isOpaque);
  }

  /**
   * Is it what nearly all domains are: lower case ASCII that nothing must be done to, with a last
   * label that begins with no digit, so that it cannot be a number?
   */
  private static boolean isPlainDomain(byte[] bytes, int from, int to) {
    boolean atStartOfLabel = true;
    boolean mayBeANumber = true;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b < 0 || NOT_PLAIN[b]) {
        return false;
      }
      if (atStartOfLabel && b != '.') {
        mayBeANumber = b >= '0' && b <= '9';
      }
      atStartOfLabel = b == '.';
    }
    return !mayBeANumber;
  }

  /**
   * «host parse».
   *
   * @param isOpaque whether the scheme is not special
   * @return the serialised host, null for failure
   */
  static @Nullable String hostParse(String input, boolean isOpaque) {
    if (input.startsWith("[")) {
      return input.endsWith("]") ? Ipv6.canonical(input.substring(1, input.length() - 1)) : null;
    }
    if (isOpaque) {
      return opaqueHostParse(input);
    }
    String domain = PercentEncodeSet.decode(input);
    String ascii = DomainToAscii.domainToAscii(domain);
    if (ascii == null || holdsAny(ascii, FORBIDDEN_DOMAIN)) {
      return null;
    }
    return Ipv4.endsInANumber(ascii) ? Ipv4.canonical(ascii) : ascii;
  }

  /** «opaque-host parse». */
  private static @Nullable String opaqueHostParse(String input) {
    return holdsAny(input, FORBIDDEN_HOST) ? null : PercentEncodeSet.C0_CONTROL.encode(input);
  }

  private static boolean holdsAny(String text, boolean[] forbidden) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 && forbidden[c]) {
        return true;
      }
    }
    return false;
  }
}
