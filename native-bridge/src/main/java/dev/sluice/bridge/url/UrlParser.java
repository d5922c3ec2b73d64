package dev.sluice.bridge.url;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The «basic URL parser» (URL §4.4), and the record while it is being made.
 *
 * <p>The standard's states are methods that read as far as the state lasts, not one code point, and
 * return the state that follows. Where the standard decreases the pointer, these leave it where it
 * is.
 */
final class UrlParser {
  static final int NO_PORT = -1;

  private static final UrlInput NOTHING = UrlInput.of("", false);

  String scheme = "";
  String username = "";
  String password = "";
  @Nullable String host;
  int port = NO_PORT;
  String path = "";
  boolean hasOpaquePath;
  @Nullable String query;
  @Nullable String fragment;

  private UrlInput input = NOTHING;
  private @Nullable UrlRecord base;
  private @Nullable ParserState stateOverride;
  private boolean isSpecial;

  UrlParser() {}

  /** Begins with what {@code url} has. */
  UrlParser(UrlRecord url) {
    scheme = url.scheme;
    username = url.username;
    password = url.password;
    host = url.host;
    port = url.port;
    path = url.path;
    hasOpaquePath = url.hasOpaquePath;
    query = url.query;
    fragment = url.fragment;
    isSpecial = Schemes.isSpecial(scheme);
  }

  /** The parser without a state override; null for failure. */
  @Nullable UrlRecord parse(String text, @Nullable UrlRecord baseUrl) {
    base = baseUrl;
    input = UrlInput.of(text, true);
    return run(ParserState.SCHEME_START) ? new UrlRecord(this) : null;
  }

  /**
   * The parser with this record as its <var>url</var> and with a state override. A failure leaves
   * what was changed before it, as the setters of URL objects want it.
   */
  UrlRecord override(String text, ParserState state) {
    stateOverride = state;
    input = UrlInput.of(text, false);
    run(state);
    return new UrlRecord(this);
  }

  /**
   * The same for a parser that has its fields from elsewhere.
   *
   * @return false for failure
   */
  boolean tryOverride(String text, ParserState state) {
    stateOverride = state;
    isSpecial = Schemes.isSpecial(scheme);
    input = UrlInput.of(text, false);
    return run(state);
  }

  private boolean run(ParserState start) {
    ParserState state = start;
    while (state != ParserState.DONE && state != ParserState.FAILURE) {
      state =
          switch (state) {
            case SCHEME_START -> schemeStart();
            case SCHEME -> scheme();
            case NO_SCHEME -> noScheme();
            case SPECIAL_RELATIVE_OR_AUTHORITY -> specialRelativeOrAuthority();
            case PATH_OR_AUTHORITY -> pathOrAuthority();
            case RELATIVE -> relative();
            case RELATIVE_SLASH -> relativeSlash();
            case SPECIAL_AUTHORITY_SLASHES -> specialAuthoritySlashes();
            case SPECIAL_AUTHORITY_IGNORE_SLASHES -> specialAuthorityIgnoreSlashes();
            case AUTHORITY -> authority();
            case HOST, HOSTNAME -> host();
            case PORT -> port();
            case FILE -> file();
            case FILE_SLASH -> fileSlash();
            case FILE_HOST -> fileHost();
            case PATH_START -> pathStart();
            case PATH -> path();
            case OPAQUE_PATH -> opaquePath();
            case QUERY -> query();
            case FRAGMENT -> fragment();
            case DONE, FAILURE -> throw new AssertionError(state);
          };
    }
    return state == ParserState.DONE;
  }

  private ParserState schemeStart() {
    if (isAlpha(input.peek())) {
      return ParserState.SCHEME;
    }
    return stateOverride == null ? ParserState.NO_SCHEME : ParserState.FAILURE;
  }

  private ParserState scheme() {
    int start = input.pointer;
    int at = start;
    boolean hasUpper = false;
    while (at < input.end && isSchemeChar(input.bytes[at])) {
      hasUpper |= isUpper(input.bytes[at++]);
    }
    if (at == input.end || input.bytes[at] != ':') {
      return stateOverride == null ? ParserState.NO_SCHEME : ParserState.FAILURE;
    }
    String buffer = schemeOf(start, at);
    if (hasUpper) {
      buffer = buffer.toLowerCase(Locale.ROOT);
    }
    int defaultPort = Schemes.defaultPort(buffer);
    boolean special = defaultPort != Schemes.NOT_SPECIAL;
    if (stateOverride != null) {
      if (special != isSpecial
          || buffer.equals("file") && (includesCredentials() || port != NO_PORT)
          || scheme.equals("file") && "".equals(host)) {
        return ParserState.DONE;
      }
      scheme = buffer;
      if (port == defaultPort) {
        port = NO_PORT;
      }
      return ParserState.DONE;
    }
    scheme = buffer;
    isSpecial = special;
    input.pointer = at + 1;
    if (special) {
      if (defaultPort == Schemes.NO_PORT) {
        return ParserState.FILE;
      }
      return base != null && base.scheme.equals(buffer)
          ? ParserState.SPECIAL_RELATIVE_OR_AUTHORITY
          : ParserState.SPECIAL_AUTHORITY_SLASHES;
    }
    if (input.peek() == '/') {
      input.pointer++;
      return ParserState.PATH_OR_AUTHORITY;
    }
    hasOpaquePath = true;
    return ParserState.OPAQUE_PATH;
  }

  /** The schemes of nearly all URLs need no new string. */
  private String schemeOf(int from, int to) {
    byte[] bytes = input.bytes;
    boolean isHttp =
        to - from >= 4
            && bytes[from] == 'h'
            && bytes[from + 1] == 't'
            && bytes[from + 2] == 't'
            && bytes[from + 3] == 'p';
    if (isHttp && to - from == 4) {
      return "http";
    }
    return isHttp && to - from == 5 && bytes[from + 4] == 's' ? "https" : input.ascii(from, to);
  }

  private ParserState noScheme() {
    if (base == null || base.hasOpaquePath && input.peek() != '#') {
      return ParserState.FAILURE;
    }
    scheme = base.scheme;
    isSpecial = Schemes.isSpecial(scheme);
    if (base.hasOpaquePath) {
      path = base.path;
      hasOpaquePath = true;
      query = base.query;
      input.pointer++;
      return ParserState.FRAGMENT;
    }
    return scheme.equals("file") ? ParserState.FILE : ParserState.RELATIVE;
  }

  private ParserState specialRelativeOrAuthority() {
    if (input.startsWithSlashes()) {
      input.pointer += 2;
      return ParserState.SPECIAL_AUTHORITY_IGNORE_SLASHES;
    }
    return ParserState.RELATIVE;
  }

  private ParserState pathOrAuthority() {
    if (input.peek() == '/') {
      input.pointer++;
      return ParserState.AUTHORITY;
    }
    return ParserState.PATH;
  }

  private ParserState relative() {
    if (isSlash(input.peek())) {
      input.pointer++;
      return ParserState.RELATIVE_SLASH;
    }
    UrlRecord url = base();
    copyAuthority(url);
    path = url.path;
    return afterBasePath(url, true);
  }

  /** The end of «relative state» and «file state», once the base's path is taken over. */
  private ParserState afterBasePath(UrlRecord url, boolean shorten) {
    switch (input.peek()) {
      case '?' -> {
        input.pointer++;
        return ParserState.QUERY;
      }
      case '#' -> {
        query = url.query;
        input.pointer++;
        return ParserState.FRAGMENT;
      }
      case UrlInput.EOF -> {
        query = url.query;
        return ParserState.DONE;
      }
      default -> {
        path = shorten ? PathParser.shortened(path, isFile()) : "";
        return ParserState.PATH;
      }
    }
  }

  private ParserState relativeSlash() {
    int c = input.peek();
    if (isSpecial && isSlash(c)) {
      input.pointer++;
      return ParserState.SPECIAL_AUTHORITY_IGNORE_SLASHES;
    }
    if (c == '/') {
      input.pointer++;
      return ParserState.AUTHORITY;
    }
    copyAuthority(base());
    return ParserState.PATH;
  }

  private void copyAuthority(UrlRecord url) {
    username = url.username;
    password = url.password;
    host = url.host;
    port = url.port;
  }

  private ParserState specialAuthoritySlashes() {
    if (input.startsWithSlashes()) {
      input.pointer += 2;
    }
    return ParserState.SPECIAL_AUTHORITY_IGNORE_SLASHES;
  }

  private ParserState specialAuthorityIgnoreSlashes() {
    while (input.peek() == '/' || input.peek() == '\\') {
      input.pointer++;
    }
    return ParserState.AUTHORITY;
  }

  private ParserState authority() {
    byte[] bytes = input.bytes;
    int start = input.pointer;
    int at = -1;
    int colon = -1;
    int stop = start;
    for (; stop < input.end && !isAuthorityEnd(bytes[stop]); stop++) {
      byte b = bytes[stop];
      if (b == '@') {
        at = stop;
      } else if (b == ':' && colon < 0) {
        colon = stop;
      }
    }
    if (at >= 0) {
      if (at + 1 == stop) {
        return ParserState.FAILURE;
      }
      int nameEnd = colon >= 0 && colon < at ? colon : at;
      username = PercentEncodeSet.USERINFO.encode(bytes, start, nameEnd);
      password = nameEnd < at ? PercentEncodeSet.USERINFO.encode(bytes, nameEnd + 1, at) : "";
      input.pointer = at + 1;
    }
    return ParserState.HOST;
  }

  /** «host state» and «hostname state». */
  private ParserState host() {
    if (stateOverride != null && scheme.equals("file")) {
      return ParserState.FILE_HOST;
    }
    boolean insideBrackets = false;
    int start = input.pointer;
    int stop = start;
    for (; stop < input.end; stop++) {
      byte c = input.bytes[stop];
      if (c == ':' && !insideBrackets || isAuthorityEnd(c)) {
        break;
      } else if (c == '[') {
        insideBrackets = true;
      } else if (c == ']') {
        insideBrackets = false;
      }
    }
    boolean atColon = stop < input.end && input.bytes[stop] == ':';
    boolean isEmpty = stop == start;
    if (atColon) {
      if (isEmpty || stateOverride == ParserState.HOSTNAME) {
        return ParserState.FAILURE;
      }
    } else if (isEmpty
        && (isSpecial || stateOverride != null && (includesCredentials() || port != NO_PORT))) {
      return ParserState.FAILURE;
    }
    String parsed = HostParser.hostParse(input, start, stop, !isSpecial);
    if (parsed == null) {
      return ParserState.FAILURE;
    }
    host = parsed;
    input.pointer = stop;
    if (atColon) {
      input.pointer++;
      return ParserState.PORT;
    }
    return stateOverride == null ? ParserState.PATH_START : ParserState.DONE;
  }

  private ParserState port() {
    int start = input.pointer;
    int value = 0;
    for (int c = input.peek(); c >= '0' && c <= '9'; c = input.peek()) {
      value = Math.min(value * 10 + c - '0', 0x10000);
      input.pointer++;
    }
    boolean atEnd = input.isAtEnd() || isAuthorityEnd(input.bytes[input.pointer]);
    if (!atEnd && stateOverride == null || value > 0xFFFF) {
      return ParserState.FAILURE;
    }
    if (input.pointer > start) {
      port = value == Schemes.defaultPort(scheme) ? NO_PORT : value;
      if (stateOverride != null) {
        return ParserState.DONE;
      }
    }
    return stateOverride == null ? ParserState.PATH_START : ParserState.FAILURE;
  }

  private ParserState file() {
    scheme = "file";
    isSpecial = true;
    host = "";
    if (isSlash(input.peek())) {
      input.pointer++;
      return ParserState.FILE_SLASH;
    }
    if (base == null || !base.scheme.equals("file")) {
      return ParserState.PATH;
    }
    host = base.host;
    path = base.path;
    return afterBasePath(base, !WindowsDriveLetters.startsWithOne(input));
  }

  private ParserState fileSlash() {
    if (isSlash(input.peek())) {
      input.pointer++;
      return ParserState.FILE_HOST;
    }
    if (base != null && base.scheme.equals("file")) {
      host = base.host;
      if (!WindowsDriveLetters.startsWithOne(input) && WindowsDriveLetters.isFirstOf(base.path)) {
        path = base.path.substring(0, 3);
      }
    }
    return ParserState.PATH;
  }

  private ParserState fileHost() {
    int start = input.pointer;
    int stop = start;
    while (stop < input.end && !isFileHostEnd(input.bytes[stop])) {
      stop++;
    }
    if (stateOverride == null && WindowsDriveLetters.isOne(input, start, stop)) {
      return ParserState.PATH; // which begins with it
    }
    if (stop == start) {
      host = "";
    } else {
      String parsed = HostParser.hostParse(input, start, stop, !isSpecial);
      if (parsed == null) {
        return ParserState.FAILURE;
      }
      host = parsed.equals("localhost") ? "" : parsed;
    }
    input.pointer = stop;
    return stateOverride == null ? ParserState.PATH_START : ParserState.DONE;
  }

  private ParserState pathStart() {
    int c = input.peek();
    if (isSpecial) {
      if (isSlash(c)) {
        input.pointer++;
      }
      return ParserState.PATH;
    }
    if (c == UrlInput.EOF) {
      if (stateOverride != null && host == null) {
        path += "/";
      }
      return ParserState.DONE;
    }
    if (stateOverride == null) {
      if (c == '?') {
        input.pointer++;
        return ParserState.QUERY;
      } else if (c == '#') {
        input.pointer++;
        return ParserState.FRAGMENT;
      }
    }
    if (c == '/') {
      input.pointer++;
    }
    return ParserState.PATH;
  }

  private ParserState path() {
    path = PathParser.parse(input, path, isSpecial, isFile(), stateOverride != null);
    return afterPath();
  }

  private ParserState afterPath() {
    int c = input.peek();
    if (c == UrlInput.EOF) {
      return ParserState.DONE;
    }
    input.pointer++;
    return c == '?' ? ParserState.QUERY : ParserState.FRAGMENT;
  }

  private ParserState opaquePath() {
    int start = input.pointer;
    while (!input.isAtEnd() && input.peek() != '?' && input.peek() != '#') {
      input.pointer++;
    }
    int stop = input.pointer;
    // A space before a query or a fragment would be lost if that were removed.
    boolean isLastASpace = !input.isAtEnd() && stop > start && input.bytes[stop - 1] == ' ';
    path +=
        PercentEncodeSet.C0_CONTROL.encode(input.bytes, start, isLastASpace ? stop - 1 : stop)
            + (isLastASpace ? "%20" : "");
    return afterPath();
  }

  private ParserState query() {
    int start = input.pointer;
    int stop = stateOverride == null ? input.indexOf('#') : input.end;
    PercentEncodeSet set = isSpecial ? PercentEncodeSet.SPECIAL_QUERY : PercentEncodeSet.QUERY;
    // Only with a state override can a query hold what else would end it.
    query =
        stateOverride == null
            ? input.encoded(set, start, stop)
            : set.encode(input.bytes, start, stop);
    input.pointer = stop;
    if (input.isAtEnd()) {
      return ParserState.DONE;
    }
    input.pointer++;
    return ParserState.FRAGMENT;
  }

  private ParserState fragment() {
    fragment = input.encoded(PercentEncodeSet.FRAGMENT, input.pointer, input.end);
    return ParserState.DONE;
  }

  private UrlRecord base() {
    if (base == null) {
      throw new AssertionError("a relative URL without a base");
    }
    return base;
  }

  /** A slash that ends a segment: in special URLs a backslash is one too. */
  private boolean isSlash(int c) {
    return c == '/' || isSpecial && c == '\\';
  }

  private boolean isAuthorityEnd(byte c) {
    return c == '/' || c == '?' || c == '#' || isSpecial && c == '\\';
  }

  private static boolean isFileHostEnd(byte c) {
    return c == '/' || c == '\\' || c == '?' || c == '#';
  }

  private boolean isFile() {
    return scheme.equals("file");
  }

  private boolean includesCredentials() {
    return !username.isEmpty() || !password.isEmpty();
  }

  private static boolean isSchemeChar(byte c) {
    return isAlpha(c) || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
  }

  private static boolean isAlpha(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isUpper(byte c) {
    return c >= 'A' && c <= 'Z';
  }
}
