package dev.sluice.bridge.url.pattern;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** «parse a pattern string» (URL Pattern §2.1.5): tokens into parts. */
final class PatternParser {

  /** An «encoding callback»: what a URL would make of a fixed text. */
  @FunctionalInterface
  interface EncodingCallback {
    /** Null for failure. */
    @Nullable String encode(String text);
  }

  private final List<Token> tokens;
  private final PatternOptions options;
  private final EncodingCallback encodingCallback;
  private final String segmentWildcardRegexp;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder pendingFixedValue = new StringBuilder();
  private int index;
  private int nextNumericName;

  private PatternParser(String input, PatternOptions options, EncodingCallback encodingCallback)
      throws PatternException {
    tokens = Tokenizer.tokenize(input, false);
    this.options = options;
    this.encodingCallback = encodingCallback;
    segmentWildcardRegexp = options.segmentWildcardRegexp();
  }

  static List<Part> parse(String input, PatternOptions options, EncodingCallback encodingCallback)
      throws PatternException {
    return new PatternParser(input, options, encodingCallback).parse();
  }

  private List<Part> parse() throws PatternException {
    while (index < tokens.size()) {
      Token charToken = tryToConsume(Token.Type.CHAR);
      Token nameToken = tryToConsume(Token.Type.NAME);
      Token regexpOrWildcardToken = tryToConsumeARegexpOrWildcard(nameToken);
      if (nameToken != null || regexpOrWildcardToken != null) {
        String prefix = charToken == null ? "" : charToken.value();
        if (!prefix.isEmpty() && !prefix.equals(options.prefix())) {
          pendingFixedValue.append(prefix);
          prefix = "";
        }
        maybeAddAPartFromThePendingFixedValue();
        addAPart(prefix, nameToken, regexpOrWildcardToken, "", tryToConsumeAModifier());
        continue;
      }
      Token fixedToken = charToken == null ? tryToConsume(Token.Type.ESCAPED_CHAR) : charToken;
      if (fixedToken != null) {
        pendingFixedValue.append(fixedToken.value());
        continue;
      }
      if (tryToConsume(Token.Type.OPEN) != null) {
        String prefix = consumeText();
        nameToken = tryToConsume(Token.Type.NAME);
        regexpOrWildcardToken = tryToConsumeARegexpOrWildcard(nameToken);
        String suffix = consumeText();
        consumeARequired(Token.Type.CLOSE);
        addAPart(prefix, nameToken, regexpOrWildcardToken, suffix, tryToConsumeAModifier());
        continue;
      }
      maybeAddAPartFromThePendingFixedValue();
      consumeARequired(Token.Type.END);
    }
    return parts;
  }

  private @Nullable Token tryToConsume(Token.Type type) {
    Token next = tokens.get(index);
    if (next.type() != type) {
      return null;
    }
    index++;
    return next;
  }

  private void consumeARequired(Token.Type type) throws PatternException {
    if (tryToConsume(type) == null) {
      Token found = tokens.get(index);
      throw new PatternException(
          type == Token.Type.CLOSE
              ? "a group has no closing brace, at index " + found.index()
              : "'" + found.value() + "' is out of place, at index " + found.index());
    }
  }

  private @Nullable Token tryToConsumeARegexpOrWildcard(@Nullable Token nameToken) {
    Token token = tryToConsume(Token.Type.REGEXP);
    return nameToken == null && token == null ? tryToConsume(Token.Type.ASTERISK) : token;
  }

  private Part.Modifier tryToConsumeAModifier() {
    Token token = tryToConsume(Token.Type.OTHER_MODIFIER);
    if (token == null) {
      return tryToConsume(Token.Type.ASTERISK) == null
          ? Part.Modifier.NONE
          : Part.Modifier.ZERO_OR_MORE;
    }
    return token.value().equals("?") ? Part.Modifier.OPTIONAL : Part.Modifier.ONE_OR_MORE;
  }

  private String consumeText() {
    StringBuilder text = new StringBuilder();
    while (true) {
      Token token = tryToConsume(Token.Type.CHAR);
      if (token == null) {
        token = tryToConsume(Token.Type.ESCAPED_CHAR);
      }
      if (token == null) {
        return text.toString();
      }
      text.append(token.value());
    }
  }

  private void maybeAddAPartFromThePendingFixedValue() throws PatternException {
    if (!pendingFixedValue.isEmpty()) {
      String text = pendingFixedValue.toString();
      pendingFixedValue.setLength(0);
      parts.add(Part.fixedText(encode(text), Part.Modifier.NONE));
    }
  }

  private void addAPart(
      String prefix,
      @Nullable Token nameToken,
      @Nullable Token regexpOrWildcardToken,
      String suffix,
      Part.Modifier modifier)
      throws PatternException {
    if (nameToken == null && regexpOrWildcardToken == null) {
      if (modifier == Part.Modifier.NONE) {
        pendingFixedValue.append(prefix);
        return;
      }
      maybeAddAPartFromThePendingFixedValue();
      if (!prefix.isEmpty()) {
        parts.add(Part.fixedText(encode(prefix), modifier));
      }
      return;
    }
    maybeAddAPartFromThePendingFixedValue();
    String regexp =
        regexpOrWildcardToken == null
            ? segmentWildcardRegexp
            : regexpOrWildcardToken.type() == Token.Type.ASTERISK
                ? PatternOptions.FULL_WILDCARD_REGEXP
                : regexpOrWildcardToken.value();
    Part.Type type = Part.Type.REGEXP;
    if (regexp.equals(segmentWildcardRegexp)) {
      type = Part.Type.SEGMENT_WILDCARD;
      regexp = "";
    } else if (regexp.equals(PatternOptions.FULL_WILDCARD_REGEXP)) {
      type = Part.Type.FULL_WILDCARD;
      regexp = "";
    }
    String name = nameToken == null ? Integer.toString(nextNumericName++) : nameToken.value();
    if (parts.stream().anyMatch(part -> part.name().equals(name))) {
      throw new PatternException("there are two groups named '" + name + "'");
    }
    parts.add(new Part(type, regexp, modifier, name, encode(prefix), encode(suffix)));
  }

  private String encode(String text) throws PatternException {
    String encoded = encodingCallback.encode(text);
    if (encoded == null) {
      throw new PatternException("'" + text + "' is not valid in this component");
    }
    return encoded;
  }
}
