package dev.sluice.bridge.url;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * «domain to ASCII» with <var>beStrict</var> false (URL §3.3): Unicode ToASCII (UTS 46 §4.2) with
 * CheckBidi and CheckJoiners, without CheckHyphens, UseSTD3ASCIIRules, Transitional_Processing,
 * VerifyDnsLength and IgnoreInvalidPunycode. A domain that is ASCII is only lowercased, whatever
 * its labels would be in Unicode: so the standard has it since June 2026, for the web's sake.
 */
final class DomainToAscii {
  private static final String PREFIX = "xn--";
  private static final char ZWNJ = '\u200C';
  private static final char ZWJ = '\u200D';

  private DomainToAscii() {}

  /**
   * The domain in ASCII.
   *
   * @return null for failure; whether there are forbidden domain code points the caller must see
   */
  static @Nullable String domainToAscii(String domain) {
    String result = isAscii(domain) ? lowerCase(domain) : toAscii(domain);
    return result == null || result.isEmpty() ? null : result;
  }

  private static String lowerCase(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        StringBuilder lower = new StringBuilder(ascii);
        for (; i < ascii.length(); i++) {
          char d = ascii.charAt(i);
          if (d >= 'A' && d <= 'Z') {
            lower.setCharAt(i, (char) (d | 0x20));
          }
        }
        return lower.toString();
      }
    }
    return ascii;
  }

  /** UTS 46 §4: map, normalise, break, convert and validate, and then to ASCII again. */
  private static @Nullable String toAscii(String domain) {
    IdnaTable table = IdnaTable.instance();
    StringBuilder mapped = new StringBuilder(domain.length());
    domain.codePoints().forEach(c -> table.appendMapped(mapped, c));
    String normalized = Normalizer.normalize(mapped, Normalizer.Form.NFC);

    List<String> labels = new ArrayList<>();
    boolean isBidi = false;
    for (String label : normalized.split("\\.", -1)) {
      boolean encoded = label.startsWith(PREFIX);
      if (encoded) {
        label = Punycode.decode(label.substring(PREFIX.length()));
        if (label == null
            || isAscii(label)
            || !Normalizer.isNormalized(label, Normalizer.Form.NFC)) {
          return null;
        }
      }
      if (!isValid(label, table)) {
        return null;
      }
      isBidi |= BidiRule.isRightToLeft(label);
      labels.add(label);
    }
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      if (isBidi && !BidiRule.isSatisfied(label)) {
        return null;
      }
      if (i > 0) {
        result.append('.');
      }
      if (isAscii(label)) {
        result.append(label);
      } else {
        String encoded = Punycode.encode(label);
        if (encoded == null) {
          return null;
        }
        result.append(PREFIX).append(encoded);
      }
    }
    return result.toString();
  }

  /** The validity criteria of UTS 46 §4.1, for a label in NFC, less the rule for bidi. */
  private static boolean isValid(String label, IdnaTable table) {
    if (label.isEmpty()) {
      return true;
    }
    if (label.startsWith(PREFIX) || isMark(label.codePointAt(0))) {
      return false;
    }
    for (int i = 0; i < label.length(); ) {
      int c = label.codePointAt(i);
      // Only a label that was in Punycode can hold a full stop.
      if (c == '.' || !table.isValid(c)) {
        return false;
      }
      if ((c == ZWNJ || c == ZWJ) && !isJoinerInContext(label, i, table)) {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** The context rules for ZERO WIDTH NON-JOINER and ZERO WIDTH JOINER (RFC 5892 A.1, A.2). */
  private static boolean isJoinerInContext(String label, int index, IdnaTable table) {
    if (index == 0) {
      return false;
    }
    if (table.isVirama(label.codePointBefore(index))) {
      return true;
    }
    return label.charAt(index) == ZWNJ
        && joinsBefore(label, index, table)
        && joinsAfter(label, index + 1, table);
  }

  /** {@code (Joining_Type:{L,D})(Joining_Type:T)*} ends at {@code index}. */
  private static boolean joinsBefore(String label, int index, IdnaTable table) {
    for (int i = index; i > 0; ) {
      int c = label.codePointBefore(i);
      char type = table.joiningType(c);
      if (type != 'T') {
        return type == 'L' || type == 'D';
      }
      i -= Character.charCount(c);
    }
    return false;
  }

  /** {@code (Joining_Type:T)*(Joining_Type:{R,D})} begins at {@code index}. */
  private static boolean joinsAfter(String label, int index, IdnaTable table) {
    for (int i = index; i < label.length(); ) {
      int c = label.codePointAt(i);
      char type = table.joiningType(c);
      if (type != 'T') {
        return type == 'R' || type == 'D';
      }
      i += Character.charCount(c);
    }
    return false;
  }

  private static boolean isAscii(String label) {
    for (int i = 0; i < label.length(); i++) {
      if (label.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }
}
