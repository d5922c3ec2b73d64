package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.url.UrlEncoded;
import dev.sluice.bridge.url.UrlRecord;
import dev.sluice.bridge.url.pattern.PatternException;
import dev.sluice.bridge.url.pattern.PatternInit;
import dev.sluice.bridge.url.pattern.RegexpTester;
import dev.sluice.bridge.url.pattern.UrlPattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.url}: the URL parser, what is urlencoded, URL patterns. What it gives are host
 * objects for the builtins alone.
 */
public final class UrlBinding {
  UrlBinding() {}

  /**
   * The «API URL parser» without a base.
   *
   * @param input without lone surrogates
   * @return null for failure
   */
  @Exported
  public @Nullable UrlRecord parse(String input) {
    return UrlRecord.parse(input, null);
  }

  /**
   * The «API URL parser» with a base, which is parsed first.
   *
   * @return null for failure of either
   */
  @Exported
  public @Nullable UrlRecord parseAgainst(String input, String base) {
    UrlRecord parsedBase = UrlRecord.parse(base, null);
    return parsedBase == null ? null : UrlRecord.parse(input, parsedBase);
  }

  /** A name or value of application/x-www-form-urlencoded, read; without lone surrogates. */
  @Exported
  public String decodeForm(String text) {
    return UrlEncoded.decode(text);
  }

  /** A name or value of application/x-www-form-urlencoded, written; without lone surrogates. */
  @Exported
  public String encodeForm(String text) {
    return UrlEncoded.encode(text);
  }

  /** An empty dictionary URLPatternInit. */
  @Exported
  public PatternInit patternInit() {
    return new PatternInit();
  }

  /**
   * A URL pattern from a dictionary.
   *
   * @return a {@link UrlPattern}, or a string that says why there is none
   */
  @Exported
  public Object createPattern(PatternInit init, boolean ignoreCase, RegexpTester tester) {
    try {
      return UrlPattern.create(init, ignoreCase, tester);
    } catch (PatternException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * A URL pattern from a constructor string.
   *
   * @param base null if none is given
   * @return a {@link UrlPattern}, or a string that says why there is none
   */
  @Exported
  public Object parsePattern(
      String input, @Nullable String base, boolean ignoreCase, RegexpTester tester) {
    try {
      return UrlPattern.create(input, base, ignoreCase, tester);
    } catch (PatternException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The components that a dictionary stands for in a match; null if it can match nothing. */
  @Exported
  public @Nullable PatternInit patternInput(PatternInit init) {
    return UrlPattern.input(init);
  }

  /** The components of a URL for a match. */
  @Exported
  public PatternInit patternInputOf(UrlRecord url) {
    return PatternInit.of(url);
  }
}
