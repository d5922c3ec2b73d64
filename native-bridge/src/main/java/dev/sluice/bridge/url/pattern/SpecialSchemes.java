package dev.sluice.bridge.url.pattern;

import java.util.List;

/** «protocol component matches a special scheme», where only the engine can tell. */
final class SpecialSchemes {
  /** The special schemes (URL §4.2). */
  private static final List<String> NAMES = List.of("http", "https", "ws", "wss", "ftp", "file");

  private final RegexpTester tester;

  SpecialSchemes(RegexpTester tester) {
    this.tester = tester;
  }

  boolean isMatchedBy(PatternComponent protocol) throws PatternException {
    return switch (protocol.kind()) {
      case PatternComponent.EXACT -> NAMES.contains(protocol.text());
      case PatternComponent.ANYTHING -> true;
      default -> {
        for (String name : NAMES) {
          int answer = tester.test(protocol.regexp(), name);
          if (answer == RegexpTester.INVALID) {
            throw new PatternException(
                "'" + protocol.pattern() + "' holds an invalid regular expression");
          } else if (answer == RegexpTester.MATCHES) {
            yield true;
          }
        }
        yield false;
      }
    };
  }
}
