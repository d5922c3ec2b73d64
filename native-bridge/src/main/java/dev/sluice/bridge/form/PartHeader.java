package dev.sluice.bridge.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.codec.Utf8;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header of a part of {@code multipart/form-data} (RFC 7578 §4).
 *
 * <p>Browsers write names in UTF-8 and escape three bytes of them (HTML §4.10.22.8); that is what
 * is read. Two habits of other senders are understood as well, since no browser writes anything
 * that they could be taken for: a quote within a name behind a backslash, and {@code filename*}
 * (RFC 8187), which has precedence.
 *
 * @param name of the field
 * @param filename null if the part has none
 * @param type the content type as it came, null if the part has none
 */
record PartHeader(String name, @Nullable String filename, @Nullable String type) {
  /** The type of a file that tells none (RFC 7578 §4.4). */
  private static final String DEFAULT_TYPE = "text/plain";

  String typeOrDefault() {
    return type == null ? DEFAULT_TYPE : type;
  }

  /**
   * @param text the header's lines, each with its line break behind it, one character a byte
   * @param part the part's number, from 1, for errors
   * @throws BridgeException if it is malformed or has no name
   */
  static PartHeader parse(String text, int part) {
    String name = null;
    String filename = null;
    String type = null;
    String lines = unfolded(text);
    for (int start = 0, end; start < lines.length(); start = end + 2) {
      end = lines.indexOf("\r\n", start);
      if (end == start) {
        continue;
      }
      String line = lines.substring(start, end);
      int colon = line.indexOf(':');
      if (colon <= 0 || line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
        throw FormErrors.malformed("part " + part + " has a header line that is none");
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> {
          Disposition disposition = new Disposition(value, part);
          disposition.read();
          name = disposition.name;
          filename =
              disposition.extendedFilename == null
                  ? disposition.filename
                  : disposition.extendedFilename;
        }
        case "content-type" -> type = value;
        default -> {} // of no consequence
      }
    }
    if (name == null) {
      throw FormErrors.malformed("part " + part + " has no Content-Disposition with a name");
    }
    return new PartHeader(name, filename, type);
  }

  /** A line that begins with a space belongs to the one before (RFC 822 §3.1.1). */
  private static String unfolded(String text) {
    return text.indexOf("\r\n ") < 0 && text.indexOf("\r\n\t") < 0
        ? text
        : text.replaceAll("\r\n[ \t]+", " ");
  }

  /** {@code form-data; name="…"; filename="…"}. */
  private static final class Disposition {
    private final String text;
    private final int part;
    private int at;
    private @Nullable String name;
    private @Nullable String filename;
    private @Nullable String extendedFilename;

    Disposition(String text, int part) {
      this.text = text;
      this.part = part;
    }

    void read() {
      if (!untilAny(";").strip().equalsIgnoreCase("form-data")) {
        throw FormErrors.malformed("the Content-Disposition of part " + part + " is not form-data");
      }
      while (at < text.length()) {
        at++;
        String key = untilAny("=;").strip().toLowerCase(Locale.ROOT);
        if (at == text.length() || text.charAt(at) == ';') {
          continue; // a word without a value
        }
        at++;
        String value = value();
        switch (key) {
          case "name" -> name = name == null ? unescaped(value) : name;
          case "filename" -> filename = filename == null ? unescaped(value) : filename;
          case "filename*" -> extendedFilename = extended(value);
          default -> {} // of no consequence
        }
      }
    }

    /** A token or a quoted string, one character a byte; stops at the semicolon after it. */
    private String value() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
      if (at == text.length() || text.charAt(at) != '"') {
        return untilAny(";").strip();
      }
      at++;
      StringBuilder value = new StringBuilder();
      for (; ; at++) {
        if (at == text.length()) {
          throw FormErrors.malformed(
              "a quoted value in the Content-Disposition of part " + part + " has no end");
        }
        char c = text.charAt(at);
        if (c == '"') {
          break;
        }
        // A browser's backslash stands for itself, also before the quote that ends the value.
        if (c == '\\'
            && at + 1 < text.length()
            && text.charAt(at + 1) == '"'
            && !endsAfter(at + 1)) {
          at++;
          c = '"';
        }
        value.append(c);
      }
      at++;
      if (!untilAny(";").isBlank()) {
        throw FormErrors.malformed(
            "a quoted value in the Content-Disposition of part " + part + " is followed by text");
      }
      return value.toString();
    }

    /** Does the value end with the quote at that index, so that another one or nothing follows? */
    private boolean endsAfter(int quote) {
      int next = quote + 1;
      while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
        next++;
      }
      return next == text.length() || text.charAt(next) == ';';
    }

    private String untilAny(String stops) {
      int start = at;
      while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    /** What was escaped by «escape a multipart/form-data name», and UTF-8. */
    private static String unescaped(String bytes) {
      String plain = bytes;
      if (bytes.indexOf('%') >= 0) {
        plain = bytes.replaceAll("%0[Aa]", "\n").replaceAll("%0[Dd]", "\r").replace("%22", "\"");
      }
      byte[] utf8 = plain.getBytes(ISO_8859_1);
      return Utf8.decode(utf8, 0, utf8.length);
    }

    /** An {@code ext-value} (RFC 8187 §3.2) in UTF-8; null if it is none. */
    private static @Nullable String extended(String value) {
      int charset = value.indexOf('\'');
      int language = value.indexOf('\'', charset + 1);
      if (language < 0 || !value.substring(0, charset).equalsIgnoreCase("utf-8")) {
        return null;
      }
      byte[] bytes = new byte[value.length()];
      int size = 0;
      for (int i = language + 1; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '%') {
          int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
          int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
          if (high < 0 || low < 0) {
            return null;
          }
          c = (char) (high << 4 | low);
          i += 2;
        }
        bytes[size++] = (byte) c;
      }
      return Utf8.decode(bytes, 0, size);
    }
  }
}
