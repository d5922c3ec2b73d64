package dev.sluice.bridge.url;

import static java.lang.Character.DIRECTIONALITY_ARABIC_NUMBER;
import static java.lang.Character.DIRECTIONALITY_BOUNDARY_NEUTRAL;
import static java.lang.Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR;
import static java.lang.Character.DIRECTIONALITY_EUROPEAN_NUMBER;
import static java.lang.Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR;
import static java.lang.Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR;
import static java.lang.Character.DIRECTIONALITY_LEFT_TO_RIGHT;
import static java.lang.Character.DIRECTIONALITY_NONSPACING_MARK;
import static java.lang.Character.DIRECTIONALITY_OTHER_NEUTRALS;
import static java.lang.Character.DIRECTIONALITY_RIGHT_TO_LEFT;
import static java.lang.Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;

/** The Bidi Rule for the labels of a domain that holds right-to-left text (RFC 5893 §2). */
final class BidiRule {
  private static final int L = 1 << DIRECTIONALITY_LEFT_TO_RIGHT;
  private static final int R = 1 << DIRECTIONALITY_RIGHT_TO_LEFT;
  private static final int AL = 1 << DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  private static final int AN = 1 << DIRECTIONALITY_ARABIC_NUMBER;
  private static final int EN = 1 << DIRECTIONALITY_EUROPEAN_NUMBER;
  private static final int NSM = 1 << DIRECTIONALITY_NONSPACING_MARK;

  /** ES, CS, ET, ON and BN, which either kind of label may hold. */
  private static final int NEUTRAL =
      1 << DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR
          | 1 << DIRECTIONALITY_COMMON_NUMBER_SEPARATOR
          | 1 << DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR
          | 1 << DIRECTIONALITY_OTHER_NEUTRALS
          | 1 << DIRECTIONALITY_BOUNDARY_NEUTRAL;

  private BidiRule() {}

  /** Is this an RTL label: does it hold a character of class R, AL or AN? */
  static boolean isRightToLeft(String label) {
    return label.codePoints().anyMatch(c -> (classOf(c) & (R | AL | AN)) != 0);
  }

  /** Whether a label of a Bidi domain name satisfies all six conditions. */
  static boolean isSatisfied(String label) {
    if (label.isEmpty()) {
      return true;
    }
    int first = classOf(label.codePointAt(0));
    if ((first & (L | R | AL)) == 0) {
      return false; // 1
    }
    int all = 0;
    int last = 0;
    for (int i = 0; i < label.length(); ) {
      int c = label.codePointAt(i);
      int bidi = classOf(c);
      all |= bidi;
      if (bidi != NSM) {
        last = bidi;
      }
      i += Character.charCount(c);
    }
    if (first == L) {
      return (all & ~(L | EN | NEUTRAL | NSM)) == 0 && (last & (L | EN)) != 0; // 5, 6
    }
    return (all & ~(R | AL | AN | EN | NEUTRAL | NSM)) == 0 // 2
        && (last & (R | AL | EN | AN)) != 0 // 3
        && (all & (EN | AN)) != (EN | AN); // 4
  }

  private static int classOf(int c) {
    return 1 << Character.getDirectionality(c);
  }
}
