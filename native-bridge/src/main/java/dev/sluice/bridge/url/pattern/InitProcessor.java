package dev.sluice.bridge.url.pattern;

import static dev.sluice.bridge.url.pattern.PatternKey.HASH;
import static dev.sluice.bridge.url.pattern.PatternKey.HOSTNAME;
import static dev.sluice.bridge.url.pattern.PatternKey.PASSWORD;
import static dev.sluice.bridge.url.pattern.PatternKey.PATHNAME;
import static dev.sluice.bridge.url.pattern.PatternKey.PORT;
import static dev.sluice.bridge.url.pattern.PatternKey.PROTOCOL;
import static dev.sluice.bridge.url.pattern.PatternKey.SEARCH;
import static dev.sluice.bridge.url.pattern.PatternKey.USERNAME;

import dev.sluice.bridge.url.Canonicalizer;
import dev.sluice.bridge.url.UrlRecord;
import org.jspecify.annotations.Nullable;

/** «process a URLPatternInit» (URL Pattern §3.2). */
final class InitProcessor {
  /** What the values are: pieces of patterns, or of a URL that is matched against one. */
  enum Type {
    PATTERN,
    URL
  }

  private final PatternInit init;
  private final Type type;
  private final PatternInit result = new PatternInit();

  private InitProcessor(PatternInit init, Type type) {
    this.init = init;
    this.type = type;
  }

  /** Of type URL the result has all components. */
  static PatternInit process(PatternInit init, Type type) throws PatternException {
    return new InitProcessor(init, type).process();
  }

  private PatternInit process() throws PatternException {
    if (type == Type.URL) {
      for (int i = 0; i < PatternKey.COMPONENTS; i++) {
        result.set(i, "");
      }
    }
    String baseText = init.get(PatternKey.BASE_URL);
    UrlRecord base = null;
    if (baseText != null) {
      base = UrlRecord.parse(baseText, null);
      if (base == null) {
        throw new PatternException("the base URL '" + baseText + "' cannot be parsed");
      }
      inherit(base);
    }
    String protocol = init.get(PROTOCOL);
    if (protocol != null) {
      String stripped =
          protocol.endsWith(":") ? protocol.substring(0, protocol.length() - 1) : protocol;
      result.put(
          PROTOCOL, isPattern() ? stripped : valid(Canonicalizer.protocol(stripped), protocol));
    }
    putIfPresent(USERNAME, Canonicalizer::username);
    putIfPresent(PASSWORD, Canonicalizer::password);
    putIfPresent(HOSTNAME, Canonicalizer::hostname);
    String resultProtocol = result.get(PROTOCOL, "");
    putIfPresent(PORT, value -> Canonicalizer.port(value, resultProtocol));
    processPathname(base, resultProtocol);
    processStripped(SEARCH, '?', Canonicalizer::search);
    processStripped(HASH, '#', Canonicalizer::hash);
    return result;
  }

  /** Takes over what comes before all that {@code init} says. */
  private void inherit(UrlRecord base) {
    if (!init.has(PROTOCOL)) {
      result.put(PROTOCOL, ofBase(base.scheme()));
    }
    if (!isPattern() && init.hasNone(PROTOCOL, HOSTNAME, PORT, USERNAME)) {
      result.put(USERNAME, ofBase(base.username()));
      if (!init.has(PASSWORD)) {
        result.put(PASSWORD, ofBase(base.password()));
      }
    }
    if (!init.hasNone(PROTOCOL, HOSTNAME)) {
      return;
    }
    result.put(HOSTNAME, ofBase(base.hostname()));
    if (init.has(PORT)) {
      return;
    }
    result.put(PORT, base.port());
    if (init.has(PATHNAME)) {
      return;
    }
    result.put(PATHNAME, ofBase(base.pathname()));
    if (init.has(SEARCH)) {
      return;
    }
    result.put(SEARCH, ofBase(base.query()));
    if (!init.has(HASH)) {
      result.put(HASH, ofBase(base.fragment()));
    }
  }

  private void processPathname(@Nullable UrlRecord base, String protocol) throws PatternException {
    String pathname = init.get(PATHNAME);
    if (pathname == null) {
      return;
    }
    if (base != null && !base.hasOpaquePath() && !isAnAbsolutePathname(pathname)) {
      String basePath = ofBase(base.pathname());
      pathname = basePath.substring(0, basePath.lastIndexOf('/') + 1) + pathname;
    }
    if (!isPattern()) {
      boolean isOpaque = !protocol.isEmpty() && !Canonicalizer.isSpecialScheme(protocol);
      String canonical =
          isOpaque ? Canonicalizer.opaquePathname(pathname) : Canonicalizer.pathname(pathname);
      pathname = valid(canonical, pathname);
    }
    result.put(PATHNAME, pathname);
  }

  /** «is an absolute pathname». */
  private boolean isAnAbsolutePathname(String pathname) {
    return pathname.startsWith("/")
        || isPattern() && (pathname.startsWith("\\/") || pathname.startsWith("{/"));
  }

  private void putIfPresent(PatternKey key, PatternParser.EncodingCallback canonicalize)
      throws PatternException {
    String value = init.get(key);
    if (value != null) {
      result.put(key, isPattern() ? value : valid(canonicalize.encode(value), value));
    }
  }

  private void processStripped(
      PatternKey key, char sign, PatternParser.EncodingCallback canonicalize)
      throws PatternException {
    String value = init.get(key);
    if (value != null) {
      String stripped = !value.isEmpty() && value.charAt(0) == sign ? value.substring(1) : value;
      result.put(key, isPattern() ? stripped : valid(canonicalize.encode(stripped), value));
    }
  }

  private static String valid(@Nullable String canonical, String value) throws PatternException {
    if (canonical == null) {
      throw new PatternException("'" + value + "' is not valid in its component");
    }
    return canonical;
  }

  private boolean isPattern() {
    return type == Type.PATTERN;
  }

  /** «process a base URL string». */
  private String ofBase(String value) {
    return isPattern() ? PatternOptions.escapeAPatternString(value) : value;
  }
}
