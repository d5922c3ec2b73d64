package dev.sluice.bridge.url.pattern;

import dev.sluice.bridge.Exported;
import java.util.List;

/**
 * A «component» (URL Pattern §2): the pattern of one part of a URL, up to the regular expression
 * that the engine makes of {@link #regexp}. Immutable.
 */
public final class PatternComponent {
  /** Has no groups: a text fits if it is {@link #text}. */
  public static final int EXACT = 0;

  /** {@code *}: everything fits, and is the value of the only group. */
  public static final int ANYTHING = 1;

  /** Needs the regular expression. */
  public static final int REGEXP = 2;

  private final String pattern;
  private final String regexp;
  private final List<String> names;
  private final boolean hasRegexpGroups;
  private final int kind;
  private final String text;

  private PatternComponent(List<Part> parts, PatternOptions options) {
    pattern = PatternGenerator.pattern(parts, options);
    regexp = PatternGenerator.regexp(parts, options);
    names = parts.stream().filter(part -> !part.isFixed()).map(Part::name).toList();
    hasRegexpGroups = parts.stream().anyMatch(part -> part.type() == Part.Type.REGEXP);
    kind = kind(parts, options);
    text = kind == EXACT && !parts.isEmpty() ? parts.getFirst().value() : "";
  }

  /** «compile a component», but for the regular expression. */
  static PatternComponent compile(
      String input, PatternOptions options, PatternParser.EncodingCallback encodingCallback)
      throws PatternException {
    return new PatternComponent(PatternParser.parse(input, options, encodingCallback), options);
  }

  private static int kind(List<Part> parts, PatternOptions options) {
    if (parts.isEmpty()) {
      return EXACT;
    }
    Part first = parts.getFirst();
    if (parts.size() > 1
        || first.modifier() != Part.Modifier.NONE
        || !first.prefix().isEmpty()
        || !first.suffix().isEmpty()) {
      return REGEXP;
    }
    return switch (first.type()) {
      case FIXED_TEXT -> options.ignoreCase() ? REGEXP : EXACT;
      case FULL_WILDCARD -> ANYTHING;
      case REGEXP, SEGMENT_WILDCARD -> REGEXP;
    };
  }

  /** The normalised pattern string. */
  @Exported
  public String pattern() {
    return pattern;
  }

  /** The source of a regular expression with the flag {@code v}. */
  @Exported
  public String regexp() {
    return regexp;
  }

  /** The number of groups. */
  @Exported
  public int groups() {
    return names.size();
  }

  /** The name of a group: one from the pattern, or a number. */
  @Exported
  public String groupName(int index) {
    return names.get(index);
  }

  /** Does it hold a regular expression that a script wrote, which need not be valid? */
  @Exported
  public boolean hasRegexpGroups() {
    return hasRegexpGroups;
  }

  /** {@link #EXACT}, {@link #ANYTHING} or {@link #REGEXP}: a quicker way to the same answer. */
  @Exported
  public int kind() {
    return kind;
  }

  /** What a text must be to fit an EXACT component. */
  @Exported
  public String text() {
    return text;
  }
}
