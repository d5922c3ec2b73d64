package dev.sluice.bridge.url.pattern;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.url.Canonicalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A «URL pattern» (URL Pattern §1.1): eight components, protocol to hash. Immutable. */
public final class UrlPattern {
  private final PatternComponent[] components;

  private UrlPattern(PatternComponent[] components) {
    this.components = components;
  }

  /**
   * «create» for a constructor string.
   *
   * @param baseUrl null if none is given
   * @param tester called in the course of it, on the same thread
   */
  public static UrlPattern create(
      String input, @Nullable String baseUrl, boolean ignoreCase, RegexpTester tester)
      throws PatternException {
    SpecialSchemes specialSchemes = new SpecialSchemes(tester);
    PatternInit init = ConstructorStringParser.parse(input, specialSchemes);
    if (baseUrl != null) {
      init.put(PatternKey.BASE_URL, baseUrl);
    } else if (!init.has(PatternKey.PROTOCOL)) {
      throw new PatternException("'" + input + "' has no protocol, and there is no base URL");
    }
    return create(init, ignoreCase, specialSchemes);
  }

  /** «create» for a dictionary. */
  public static UrlPattern create(PatternInit init, boolean ignoreCase, RegexpTester tester)
      throws PatternException {
    return create(init, ignoreCase, new SpecialSchemes(tester));
  }

  private static UrlPattern create(
      PatternInit init, boolean ignoreCase, SpecialSchemes specialSchemes) throws PatternException {
    PatternInit processed = InitProcessor.process(init, InitProcessor.Type.PATTERN);
    String protocol = processed.get(PatternKey.PROTOCOL, "*");
    String hostname = processed.get(PatternKey.HOSTNAME, "*");
    String port = processed.get(PatternKey.PORT, "*");
    if (Canonicalizer.isDefaultPort(protocol, port)) {
      port = "";
    }
    PatternOptions options = PatternOptions.DEFAULT.ignoringCase(ignoreCase);
    PatternComponent protocolComponent = compileProtocol(protocol);
    String pathname = processed.get(PatternKey.PATHNAME, "*");
    PatternComponent[] components = {
      protocolComponent,
      PatternComponent.compile(
          processed.get(PatternKey.USERNAME, "*"), PatternOptions.DEFAULT, Canonicalizer::username),
      PatternComponent.compile(
          processed.get(PatternKey.PASSWORD, "*"), PatternOptions.DEFAULT, Canonicalizer::password),
      PatternComponent.compile(
          hostname,
          PatternOptions.HOSTNAME,
          isAnIpv6Address(hostname) ? Canonicalizer::ipv6Hostname : Canonicalizer::hostname),
      PatternComponent.compile(
          port, PatternOptions.DEFAULT, value -> Canonicalizer.port(value, null)),
      specialSchemes.isMatchedBy(protocolComponent)
          ? PatternComponent.compile(
              pathname, PatternOptions.PATHNAME.ignoringCase(ignoreCase), Canonicalizer::pathname)
          : PatternComponent.compile(pathname, options, Canonicalizer::opaquePathname),
      PatternComponent.compile(
          processed.get(PatternKey.SEARCH, "*"), options, Canonicalizer::search),
      PatternComponent.compile(processed.get(PatternKey.HASH, "*"), options, Canonicalizer::hash),
    };
    return new UrlPattern(components);
  }

  static PatternComponent compileProtocol(String pattern) throws PatternException {
    return PatternComponent.compile(pattern, PatternOptions.DEFAULT, Canonicalizer::protocol);
  }

  /** «hostname pattern is an IPv6 address». */
  private static boolean isAnIpv6Address(String pattern) {
    return pattern.length() >= 2
        && (pattern.startsWith("[") || pattern.startsWith("{[") || pattern.startsWith("\\["));
  }

  /** What a dictionary that is matched against a pattern stands for; null if it fits none. */
  public static @Nullable PatternInit input(PatternInit init) {
    try {
      return InitProcessor.process(init, InitProcessor.Type.URL);
    } catch (PatternException _) {
      return null;
    }
  }

  /** A component by its index: protocol 0 to hash 7. */
  @Exported
  public PatternComponent component(int index) {
    return components[index];
  }

  /** «has regexp groups». */
  @Exported
  public boolean hasRegexpGroups() {
    return Arrays.stream(components).anyMatch(PatternComponent::hasRegexpGroups);
  }
}
