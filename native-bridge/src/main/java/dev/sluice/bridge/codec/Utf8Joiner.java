package dev.sluice.bridge.codec;

/**
 * Texts that come one after the other, as UTF-8, where a pair of surrogates may be cut in two by
 * their border: the first half waits for the next text (Encoding §7.6, «encode and enqueue a
 * chunk»). Any other lone surrogate becomes U+FFFD.
 *
 * <p>Every sink that takes strings piece by piece encodes them here. Used by one thread at a time.
 */
public final class Utf8Joiner {
  private static final byte[] NOTHING = {};
  private static final char NONE = 0;

  /** The first half of a pair that a text ended with. */
  private char held = NONE;

  /** The bytes of what is held and of {@code text}, but for half a pair at its end. */
  public byte[] encode(String text) {
    if (text.isEmpty()) {
      return NOTHING;
    }
    String whole = held == NONE ? text : held + text;
    held = NONE;
    int last = whole.length() - 1;
    if (Character.isHighSurrogate(whole.charAt(last))) {
      held = whole.charAt(last);
      whole = whole.substring(0, last);
    }
    return Utf8.encode(whole);
  }

  /** The other half does not come: the bytes of U+FFFD for what is held, none if nothing is. */
  public byte[] end() {
    if (held == NONE) {
      return NOTHING;
    }
    held = NONE;
    return Utf8.encode("\uFFFD");
  }

  /** Is half a pair held? */
  public boolean isHolding() {
    return held != NONE;
  }

  /** Forgets what is held. */
  public void clear() {
    held = NONE;
  }
}
