package dev.sluice.bridge.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses the heads of HTTP/1.1 requests (RFC 9112 §2–§6) and refuses all that two recipients could
 * understand differently: bare LF and CR, folded lines, a space before a colon, Content-Length
 * beside Transfer-Encoding or twice, codings other than «chunked», no Host or several.
 *
 * <p>Our own rather than Netty's decoder, which joins folded lines before anyone can see them,
 * decodes all requests that one read brought, however many there are, and makes a map of the
 * fields. One for a server, used on the loop's thread.
 */
final class HeadParser {
  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  /** Names that nearly every request has: found by length and first byte, no string is made. */
  private static final byte[][][] KNOWN_NAMES = new byte[32][][];

  private static final String[][] KNOWN_STRINGS = new String[32][];

  static {
    String[] names = {
      "Accept",
      "Accept-Encoding",
      "Accept-Language",
      "Authorization",
      "Cache-Control",
      "Connection",
      "Content-Length",
      "Content-Type",
      "Cookie",
      "DNT",
      "Expect",
      "Host",
      "If-Modified-Since",
      "If-None-Match",
      "Keep-Alive",
      "Origin",
      "Pragma",
      "Range",
      "Referer",
      "Sec-Fetch-Dest",
      "Sec-Fetch-Mode",
      "Sec-Fetch-Site",
      "Sec-Fetch-User",
      "TE",
      "Transfer-Encoding",
      "Upgrade",
      "Upgrade-Insecure-Requests",
      "User-Agent",
      "Via",
      "X-Forwarded-For",
      "X-Forwarded-Host",
      "X-Forwarded-Proto",
      "X-Real-IP",
      "X-Requested-With",
    };
    for (int length = 0; length < KNOWN_NAMES.length; length++) {
      int wanted = length;
      String[] some =
          Arrays.stream(names)
              .filter(name -> name.length() == wanted)
              .flatMap(name -> Stream.of(name, name.toLowerCase(Locale.ROOT)))
              .toArray(String[]::new);
      KNOWN_STRINGS[length] = some;
      KNOWN_NAMES[length] =
          Arrays.stream(some).map(name -> name.getBytes(ISO_8859_1)).toArray(byte[][]::new);
    }
  }

  private final int maxSize;
  private final int maxFields;

  /** The head that is looked at. */
  private byte[] bytes = new byte[4096];

  HeadParser(int maxSize, int maxFields) {
    this.maxSize = maxSize;
    this.maxFields = maxFields;
  }

  /**
   * Looks for the end of a head.
   *
   * @param from where to go on: what an earlier call returned, negated, or 0
   * @return its length with the empty line, if that is there, else the negated number of bytes that
   *     need not be looked at again
   * @throws Refusal if it is too long, or a line ends in a bare LF
   */
  int findEnd(ByteBuf in, int from) throws Refusal {
    int start = in.readerIndex();
    int stop = start + Math.min(in.readableBytes(), maxSize);
    int lineStart = start + from;
    while (true) {
      int lf = in.indexOf(lineStart, stop, LF);
      if (lf < 0) {
        if (in.readableBytes() >= maxSize) {
          throw new Refusal(Refusal.HEAD_TOO_LARGE, "the head is too long");
        }
        return start - lineStart;
      }
      if (lf == lineStart || in.getByte(lf - 1) != CR) {
        throw Refusal.bad("a line ends in a bare LF");
      }
      if (lf == lineStart + 1 && lineStart > start) {
        return lf + 1 - start;
      }
      lineStart = lf + 1;
    }
  }

  /** Parses the head that the next {@code length} bytes are; moves the reader index behind it. */
  ParsedHead parse(ByteBuf in, int length) throws Refusal {
    if (bytes.length < length) {
      bytes = new byte[length];
    }
    in.readBytes(bytes, 0, length);
    int end = length - 2;
    int methodEnd = tokenEnd(0);
    if (methodEnd == 0 || bytes[methodEnd] != ' ') {
      throw Refusal.bad("no method");
    }
    String method = method(methodEnd);
    int targetStart = methodEnd + 1;
    int targetEnd = targetStart;
    boolean isAscii = true;
    for (byte b = bytes[targetEnd]; b != ' '; b = bytes[++targetEnd]) {
      if (b >= 0 && b <= ' ' || b == 0x7F || b == '#') {
        throw Refusal.bad("the request target");
      }
      isAscii &= b >= 0;
    }
    String target = target(targetStart, targetEnd, isAscii);
    int lineEnd = targetEnd + 11;
    boolean isHttp10 = isHttp10(targetEnd + 1, length);
    HeaderFields fields = new HeaderFields();
    int at = lineEnd - 1;
    if (bytes[at - 1] != CR || bytes[at] != LF) {
      throw Refusal.bad("the request line");
    }
    at++;
    while (at < end) {
      at = field(at, fields);
      if (fields.size() > maxFields) {
        throw new Refusal(Refusal.HEAD_TOO_LARGE, "too many fields");
      }
    }
    return head(method, target, fields, isHttp10);
  }

  private int tokenEnd(int from) {
    int at = from;
    while (FieldSyntax.isTokenChar(bytes[at])) {
      at++;
    }
    return at;
  }

  private String method(int end) {
    if (end == 3 && is(0, "GET")) {
      return "GET";
    } else if (end == 4 && is(0, "POST")) {
      return "POST";
    }
    return new String(bytes, 0, end, ISO_8859_1);
  }

  private boolean is(int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String target(int from, int to, boolean isAscii) throws Refusal {
    if (from == to) {
      throw Refusal.bad("no request target");
    }
    String target = new String(bytes, from, to - from, ISO_8859_1);
    if (isAscii) {
      return target;
    }
    String encoded = RequestTargets.encoded(target);
    if (encoded == null) {
      throw Refusal.bad("the request target");
    }
    return encoded;
  }

  private boolean isHttp10(int at, int length) throws Refusal {
    if (at + 10 > length || !is(at, "HTTP/") || bytes[at + 6] != '.') {
      throw Refusal.bad("the request line");
    }
    int major = bytes[at + 5] - '0';
    int minor = bytes[at + 7] - '0';
    if (major < 0 || major > 9 || minor < 0 || minor > 9) {
      throw Refusal.bad("the version");
    }
    if (major != 1) {
      throw new Refusal(Refusal.VERSION, "the version");
    }
    return minor == 0;
  }

  /**
   * Parses a line that ends in CR LF; there is one.
   *
   * @return where the next one begins
   */
  private int field(int start, HeaderFields fields) throws Refusal {
    int nameEnd = tokenEnd(start);
    if (nameEnd == start || bytes[nameEnd] != ':') {
      throw Refusal.bad("a field name");
    }
    int from = nameEnd + 1;
    while (bytes[from] == ' ' || bytes[from] == '\t') {
      from++;
    }
    int to = from;
    for (byte b = bytes[to]; b != CR; b = bytes[++to]) {
      if (b >= 0 && b < ' ' && b != '\t' || b == 0x7F) {
        throw Refusal.bad("a field value");
      }
    }
    if (bytes[to + 1] != LF) {
      throw Refusal.bad("a bare CR");
    }
    int next = to + 2;
    while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
      to--;
    }
    fields.add(
        name(start, nameEnd), from == to ? "" : new String(bytes, from, to - from, ISO_8859_1));
    return next;
  }

  private String name(int start, int end) {
    int length = end - start;
    if (length < KNOWN_NAMES.length) {
      byte[][] candidates = KNOWN_NAMES[length];
      for (int i = 0; i < candidates.length; i++) {
        byte[] candidate = candidates[i];
        if (candidate[0] == bytes[start]
            && Arrays.equals(candidate, 0, length, bytes, start, end)) {
          return KNOWN_STRINGS[length][i];
        }
      }
    }
    return new String(bytes, start, length, ISO_8859_1);
  }

  private ParsedHead head(String method, String target, HeaderFields fields, boolean isHttp10)
      throws Refusal {
    @Nullable String host = null;
    @Nullable String length = null;
    @Nullable String coding = null;
    boolean expects = false;
    boolean closes = isHttp10;
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i);
      switch (name.length()) {
        case 4 -> {
          if (name.equalsIgnoreCase("host")) {
            if (host != null) {
              throw Refusal.bad("several Host fields");
            }
            host = fields.value(i);
          }
        }
        case 6 -> {
          if (name.equalsIgnoreCase("expect")) {
            RequestRules.checkExpectation(fields.value(i));
            expects = true;
          }
        }
        case 10 -> {
          if (name.equalsIgnoreCase("connection")) {
            closes =
                fields.hasToken("connection", "close")
                    || isHttp10 && !fields.hasToken("connection", "keep-alive");
          }
        }
        case 14 -> {
          if (name.equalsIgnoreCase("content-length")) {
            if (length != null) {
              throw Refusal.bad("several Content-Length fields");
            }
            length = fields.value(i);
          }
        }
        case 17 -> {
          if (name.equalsIgnoreCase("transfer-encoding")) {
            coding = coding == null ? fields.value(i) : coding + "," + fields.value(i);
          }
        }
        default -> {}
      }
    }
    if (host == null && !isHttp10) {
      throw Refusal.bad("no Host");
    }
    String named = host == null ? "" : host;
    if (!RequestTargets.isHost(named)) {
      throw Refusal.bad("the Host");
    }
    return new ParsedHead(
        method,
        target,
        authority(method, target, named),
        fields,
        bodyLength(length, coding, isHttp10),
        isHttp10,
        !closes,
        expects && !isHttp10);
  }

  private static long bodyLength(@Nullable String length, @Nullable String coding, boolean isHttp10)
      throws Refusal {
    if (coding != null) {
      if (length != null) {
        throw Refusal.bad("Content-Length beside Transfer-Encoding");
      } else if (isHttp10) {
        throw Refusal.bad("Transfer-Encoding in HTTP/1.0");
      } else if (!coding.equalsIgnoreCase("chunked")) {
        // Whatever it is, «chunked» must be the last, or nobody knows where the body ends.
        String codings = coding.toLowerCase(Locale.ROOT);
        int chunked = codings.indexOf("chunked");
        int before = chunked - 1;
        while (before >= 0 && (codings.charAt(before) == ' ' || codings.charAt(before) == '\t')) {
          before--;
        }
        boolean isLast =
            chunked + "chunked".length() == codings.length()
                && before > 0
                && codings.charAt(before) == ',';
        throw chunked < 0 || isLast
            ? new Refusal(Refusal.NOT_IMPLEMENTED, "a transfer coding")
            : Refusal.bad("the transfer coding");
      }
      return ParsedHead.CHUNKED;
    }
    return length == null ? 0 : RequestRules.contentLength(length);
  }

  /** Whom a request is for: an absolute target says it, whatever Host says (RFC 9112 §3.2.2). */
  private static String authority(String method, String target, String host) throws Refusal {
    if (target.charAt(0) == '/') {
      return host;
    }
    if (method.equals("CONNECT")) {
      throw new Refusal(Refusal.NOT_IMPLEMENTED, "CONNECT");
    }
    if (target.equals("*")) {
      if (method.equals("OPTIONS")) {
        return host;
      }
      throw Refusal.bad("the request target");
    }
    int start =
        target.regionMatches(true, 0, HTTP, 0, HTTP.length())
            ? HTTP.length()
            : target.regionMatches(true, 0, HTTPS, 0, HTTPS.length()) ? HTTPS.length() : -1;
    if (start < 0) {
      throw Refusal.bad("the request target");
    }
    int end = start;
    while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String authority = target.substring(start, end);
    if (authority.isEmpty() || !RequestTargets.isHost(authority)) {
      throw Refusal.bad("the request target");
    }
    return authority;
  }
}
