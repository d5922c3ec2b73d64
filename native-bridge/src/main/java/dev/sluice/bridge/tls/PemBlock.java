package dev.sluice.bridge.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A textual encoding of something in DER (RFC 7468), with headers if it has any, as keys of OpenSSL
 * used to (RFC 1421 §4.6).
 *
 * @param label such as {@code CERTIFICATE}
 * @param headers by name, as they are written
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier within this package; nobody compares two
record PemBlock(String label, Map<String, String> headers, byte[] der) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * All blocks of a text, in order. What stands between them is for people (RFC 7468 §2).
   *
   * @param fault makes the exception for a block that is broken, of what is wrong with it
   */
  static List<PemBlock> parse(String text, Function<String, ? extends RuntimeException> fault) {
    List<PemBlock> blocks = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int labelStart = at + BEGIN.length();
      int labelEnd = text.indexOf(DASHES, labelStart);
      if (labelEnd < 0 || text.substring(labelStart, labelEnd).indexOf('\n') >= 0) {
        throw fault.apply("has a line that begins with '-----BEGIN' and does not end with '-----'");
      }
      String label = text.substring(labelStart, labelEnd);
      String last = END + label + DASHES;
      int bodyStart = labelEnd + DASHES.length();
      int bodyEnd = text.indexOf(last, bodyStart);
      if (bodyEnd < 0) {
        throw fault.apply("is cut off: '" + last + "' is missing");
      }
      blocks.add(block(label, text.substring(bodyStart, bodyEnd), fault));
      at = text.indexOf(BEGIN, bodyEnd + last.length());
    }
    return blocks;
  }

  private static PemBlock block(
      String label, String body, Function<String, ? extends RuntimeException> fault) {
    Map<String, String> headers = new TreeMap<>();
    StringBuilder base64 = new StringBuilder(body.length());
    for (String line : body.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      } else {
        line.chars().filter(c -> c > ' ').forEach(c -> base64.append((char) c));
      }
    }
    try {
      return new PemBlock(label, headers, Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException e) {
      throw fault.apply("has a block '" + label + "' that is not base64: " + e.getMessage());
    }
  }
}
