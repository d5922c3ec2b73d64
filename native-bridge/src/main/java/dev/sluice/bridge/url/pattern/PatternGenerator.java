package dev.sluice.bridge.url.pattern;

import static dev.sluice.bridge.url.pattern.PatternOptions.escapeAPatternString;
import static dev.sluice.bridge.url.pattern.PatternOptions.escapeARegexpString;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts back into texts: a regular expression, a normalised pattern (URL Pattern §2.1.6, §2.2). */
final class PatternGenerator {
  private PatternGenerator() {}

  /** The first half of «generate a regular expression and name list». */
  static String regexp(List<Part> parts, PatternOptions options) {
    StringBuilder out = new StringBuilder("^");
    for (Part part : parts) {
      String sign = part.modifier().sign;
      if (part.isFixed()) {
        String text = escapeARegexpString(part.value());
        if (part.modifier() == Part.Modifier.NONE) {
          out.append(text);
        } else {
          out.append("(?:").append(text).append(')').append(sign);
        }
        continue;
      }
      String regexp = regexpOf(part, options);
      String prefix = escapeARegexpString(part.prefix());
      String suffix = escapeARegexpString(part.suffix());
      if (prefix.isEmpty() && suffix.isEmpty()) {
        if (part.modifier().repeats()) {
          out.append("((?:").append(regexp).append(')').append(sign).append(')');
        } else {
          out.append('(').append(regexp).append(')').append(sign);
        }
      } else if (!part.modifier().repeats()) {
        out.append("(?:").append(prefix).append('(').append(regexp).append(')');
        out.append(suffix).append(')').append(sign);
      } else {
        // Prefix and suffix stand between repetitions too, but not in the group around them.
        out.append("(?:").append(prefix).append("((?:").append(regexp).append(")(?:");
        out.append(suffix).append(prefix).append("(?:").append(regexp).append("))*)");
        out.append(suffix).append(')');
        if (part.modifier() == Part.Modifier.ZERO_OR_MORE) {
          out.append('?');
        }
      }
    }
    return out.append('$').toString();
  }

  private static String regexpOf(Part part, PatternOptions options) {
    return switch (part.type()) {
      case SEGMENT_WILDCARD -> options.segmentWildcardRegexp();
      case FULL_WILDCARD -> PatternOptions.FULL_WILDCARD_REGEXP;
      case REGEXP, FIXED_TEXT -> part.value();
    };
  }

  /** «generate a pattern string». */
  static String pattern(List<Part> parts, PatternOptions options) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.isFixed()) {
        String text = escapeAPatternString(part.value());
        if (part.modifier() == Part.Modifier.NONE) {
          out.append(text);
        } else {
          out.append('{').append(text).append('}').append(part.modifier().sign);
        }
      } else {
        Part previous = i > 0 ? parts.get(i - 1) : null;
        Part next = i + 1 < parts.size() ? parts.get(i + 1) : null;
        appendGroup(out, part, previous, next, options);
      }
    }
    return out.toString();
  }

  private static void appendGroup(
      StringBuilder out,
      Part part,
      @Nullable Part previous,
      @Nullable Part next,
      PatternOptions options) {
    boolean customName = part.hasCustomName();
    boolean needsGrouping = needsGrouping(part, previous, next, options);
    if (needsGrouping) {
      out.append('{');
    }
    out.append(escapeAPatternString(part.prefix()));
    if (customName) {
      out.append(':').append(part.name());
    }
    switch (part.type()) {
      case REGEXP -> out.append('(').append(part.value()).append(')');
      case SEGMENT_WILDCARD -> {
        if (!customName) {
          out.append('(').append(options.segmentWildcardRegexp()).append(')');
        } else if (!part.suffix().isEmpty()
            && Tokenizer.isAValidNameCodePoint(part.suffix().codePointAt(0), false)) {
          out.append('\\'); // or the suffix would belong to the name
        }
      }
      case FULL_WILDCARD -> {
        boolean isPlain =
            previous == null
                || previous.isFixed()
                || previous.modifier() != Part.Modifier.NONE
                || needsGrouping
                || !part.prefix().isEmpty();
        out.append(!customName && isPlain ? "*" : "(.*)");
      }
      case FIXED_TEXT -> throw new AssertionError(part);
    }
    out.append(escapeAPatternString(part.suffix()));
    if (needsGrouping) {
      out.append('}');
    }
    out.append(part.modifier().sign);
  }

  private static boolean needsGrouping(
      Part part, @Nullable Part previous, @Nullable Part next, PatternOptions options) {
    if (!part.suffix().isEmpty()
        || !part.prefix().isEmpty() && !part.prefix().equals(options.prefix())) {
      return true;
    }
    if (part.hasCustomName()
        && part.type() == Part.Type.SEGMENT_WILDCARD
        && part.modifier() == Part.Modifier.NONE
        && next != null
        && next.prefix().isEmpty()
        && next.suffix().isEmpty()) {
      boolean wouldJoin =
          next.isFixed()
              ? Tokenizer.isAValidNameCodePoint(next.value().codePointAt(0), false)
              : !next.hasCustomName();
      if (wouldJoin) {
        return true;
      }
    }
    return part.prefix().isEmpty()
        && !options.prefix().isEmpty()
        && previous != null
        && previous.isFixed()
        && previous.value().endsWith(options.prefix());
  }
}
