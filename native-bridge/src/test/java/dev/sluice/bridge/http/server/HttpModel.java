package dev.sluice.bridge.http.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a client mean, by RFC 9112 at its strictest, told in the plainest way: all
 * bytes are there, and each step looks at them anew. The fuzzer compares the server with it.
 */
final class HttpModel {
  /**
   * A request of which every byte is there.
   *
   * @param body without its framing
   * @param lax nobody could misread it, but a server may refuse it, being strict
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Request(String method, String target, byte[] body, boolean lax) {}

  /** What comes after the last request. */
  enum Ending {
    /** Nothing, or the beginning of a request. */
    INCOMPLETE,
    /** Bytes that no server may take for a request. */
    INVALID,
    /** The last request was the connection's last; what follows it does not count. */
    CLOSED
  }

  /** All requests and how it ends. */
  record Meaning(List<Request> requests, Ending ending) {}

  /** Not enough bytes. */
  private static final class Incomplete extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Wrong bytes. */
  private static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private record Field(String name, String value) {}

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  static final int MAX_BODY = 1 << 20;

  private final String text;
  private int at;
  private boolean lax;
  private boolean close;

  private HttpModel(byte[] bytes) {
    // A char a byte.
    text = new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static Meaning of(byte[] bytes) {
    HttpModel model = new HttpModel(bytes);
    List<Request> requests = new ArrayList<>();
    try {
      while (!model.close) {
        requests.add(model.request());
      }
      return new Meaning(requests, Ending.CLOSED);
    } catch (Incomplete e) {
      return new Meaning(requests, Ending.INCOMPLETE);
    } catch (Invalid e) {
      return new Meaning(requests, Ending.INVALID);
    }
  }

  private Request request() throws Incomplete, Invalid {
    lax = false;
    // §2.2: at least one empty line before a request line should be ignored.
    while (text.startsWith("\r\n", at)) {
      at += 2;
      lax = true;
    }
    String[] words = line().split(" ", -1);
    if (words.length != 3) {
      throw new Invalid();
    }
    String method = token(words[0]);
    String target = target(words[1]);
    boolean isOld = words[2].equals("HTTP/1.0");
    if (!words[2].matches("HTTP/1\\.[0-9]")) {
      throw new Invalid();
    }
    // §2.5 of RFC 9110: a minor version that is not known is as good as the greatest that is.
    lax |= !isOld && !words[2].equals("HTTP/1.1");
    List<Field> fields = fields();
    host(fields, isOld);
    connection(fields, isOld);
    // §9.3.6 of RFC 9110: it has another target, and what follows it may be no HTTP.
    lax |= method.equals("CONNECT") || only(fields, "expect") != null;
    return new Request(method, target, body(fields, isOld), lax);
  }

  /** Up to the next CRLF, which is taken off; §2.2: no CR or LF of its own within. */
  private String line() throws Incomplete, Invalid {
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        throw new Invalid();
      } else if (c == '\r') {
        if (i + 1 == text.length()) {
          throw new Incomplete();
        } else if (text.charAt(i + 1) != '\n') {
          throw new Invalid();
        }
        String line = text.substring(at, i);
        at = i + 2;
        return line;
      }
    }
    throw new Incomplete();
  }

  private static String token(String word) throws Invalid {
    if (word.isEmpty() || !word.chars().allMatch(HttpModel::isTokenChar)) {
      throw new Invalid();
    }
    return word;
  }

  private static boolean isTokenChar(int c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c > 0 && TOKEN_MARKS.indexOf(c) >= 0;
  }

  /** Only paths are surely good; of all else a server may think as it likes, but for controls. */
  private String target(String word) throws Invalid {
    if (word.isEmpty() || word.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new Invalid();
    }
    lax |=
        word.charAt(0) != '/'
            || !word.chars()
                .allMatch(
                    c ->
                        c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || "/?=&-._~".indexOf(c) >= 0);
    return word;
  }

  /** §5: names are tokens, the colon follows at once, no line is folded. */
  private List<Field> fields() throws Incomplete, Invalid {
    List<Field> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new Invalid();
      }
      String value = line.substring(colon + 1);
      if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
        throw new Invalid();
      }
      lax |= value.chars().anyMatch(c -> c >= 0x80);
      fields.add(new Field(token(line.substring(0, colon)).toLowerCase(Locale.ROOT), trim(value)));
    }
    // The limit on heads is below.
    lax |= fields.size() > 50;
    return fields;
  }

  /** Without the blanks around it, of which there are two kinds (§5.6.3 of RFC 9110). */
  private static String trim(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && isBlank(value.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static @Nullable String only(List<Field> fields, String name) {
    return fields.stream()
        .filter(f -> f.name.equals(name))
        .map(Field::value)
        .findFirst()
        .orElse(null);
  }

  private static long count(List<Field> fields, String name) {
    return fields.stream().filter(f -> f.name.equals(name)).count();
  }

  /** §3.2 */
  private void host(List<Field> fields, boolean isOld) throws Invalid {
    long hosts = count(fields, "host");
    if (hosts > 1 || hosts == 0 && !isOld) {
      throw new Invalid();
    }
    String host = only(fields, "host");
    lax |=
        host != null
            && (host.isEmpty()
                || !host.chars()
                    .allMatch(
                        c -> Character.isLetterOrDigit(c) && c < 0x80 || ".:-".indexOf(c) >= 0)
                || host.indexOf(':') >= 0);
  }

  /** §9.3 */
  private void connection(List<Field> fields, boolean isOld) {
    close = isOld;
    for (Field field : fields) {
      if (field.name.equals("connection")) {
        for (String option : field.value.split(",", -1)) {
          String word = trim(option).toLowerCase(Locale.ROOT);
          if (word.equals("close")) {
            close = true;
            return;
          } else if (word.equals("keep-alive")) {
            close = false;
          }
        }
      }
    }
  }

  /** §6.3 */
  private byte[] body(List<Field> fields, boolean isOld) throws Incomplete, Invalid {
    long codings = count(fields, "transfer-encoding");
    long lengths = count(fields, "content-length");
    if (codings > 0) {
      String coding = only(fields, "transfer-encoding");
      if (codings > 1
          || lengths > 0
          || isOld
          || coding == null
          || !coding.equalsIgnoreCase("chunked")) {
        throw new Invalid();
      }
      return chunks();
    }
    if (lengths > 1) {
      throw new Invalid();
    }
    String length = only(fields, "content-length");
    long count = length == null ? 0 : number(length, 10);
    if (count > MAX_BODY) {
      // The server refuses it at once, and the rest is not read.
      throw new Invalid();
    }
    return take(count);
  }

  private long number(String digits, int radix) throws Invalid {
    if (digits.isEmpty()
        || !digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0)) {
      throw new Invalid();
    }
    lax |= digits.length() > 8;
    try {
      return Long.parseLong(digits, radix);
    } catch (NumberFormatException e) {
      throw new Invalid();
    }
  }

  private byte[] take(long length) throws Incomplete {
    if (text.length() - at < length) {
      throw new Incomplete();
    }
    int start = at;
    at += (int) length;
    return text.substring(start, at).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** §7.1 */
  private byte[] chunks() throws Incomplete, Invalid {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line();
      int semicolon = line.indexOf(';');
      long size = number(semicolon < 0 ? line : line.substring(0, semicolon), 16);
      // Extensions are to be ignored; that a server reads them to the end of the line matters.
      if (semicolon >= 0) {
        lax = true;
        if (line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
          throw new Invalid();
        }
      }
      if (size == 0) {
        // Trailers are fields.
        lax |= !fields().isEmpty();
        return body.toByteArray();
      }
      body.writeBytes(take(size));
      if (body.size() > MAX_BODY) {
        throw new Invalid();
      }
      if (at + 2 > text.length()) {
        if (at < text.length() && text.charAt(at) != '\r') {
          throw new Invalid();
        }
        throw new Incomplete();
      }
      if (!text.startsWith("\r\n", at)) {
        throw new Invalid();
      }
      at += 2;
    }
  }
}
