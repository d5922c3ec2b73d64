package dev.sluice.bridge.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.ConnectionFields;
import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the heads of HTTP/1.1 responses (RFC 9112 §4). One for a server, used on the loop's
 * thread: a head is put together in one array and copied from there, since strings of Latin-1 are
 * copied to arrays ten times more quickly than they are written to buffers.
 */
final class HeadEncoder {
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] DATE = ascii("Date: ");

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int UPGRADE_REQUIRED = 426;
  private static final int LEAST_STATUS = 100;
  private static final int INITIAL = 2048;
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final byte[][] statusLines = new byte[600 - LEAST_STATUS][];
  private byte[] bytes = new byte[INITIAL];
  private int end;

  private long second = -1;
  private byte[] date = {};
  private String dateText = "";

  /**
   * Can it be sent?
   *
   * @throws BridgeException if a name, a value or the reason phrase has a character that would
   *     break the head, or any beyond U+00FF
   */
  static void check(ResponseHead head) {
    if (!head.statusText().isEmpty() && !FieldSyntax.isValue(head.statusText())) {
      throw BridgeException.type("ERR_INVALID_CHAR", "Invalid character in the status text");
    }
    FieldSyntax.check(head.fields());
  }

  /** What Content-Length says, −1 if there is to be none. */
  static long contentLength(Exchange whose, ResponseHead head, long length) {
    if (whose.status() == NO_CONTENT) {
      return -1;
    }
    if (whose.isBodyless()) {
      // Whoever answers HEAD without a body may know how long it would be.
      String given = head.fields().get("content-length");
      long known = given == null ? -1 : FieldSyntax.length(given);
      if (known >= 0 && length <= 0) {
        return known;
      }
      return whose.status() == NOT_MODIFIED ? -1 : length;
    }
    return length;
  }

  /** How a response's connection and body are framed. */
  enum Connection {
    /** Nothing is said: it stays open, as is usual in HTTP/1.1. */
    USUAL,
    /** «keep-alive», for HTTP/1.0. */
    KEEP_ALIVE,
    CLOSE,
    /** «Upgrade», for 101. */
    UPGRADE
  }

  /**
   * Appends a head that has been checked.
   *
   * @param length what Content-Length says; −1 for none
   */
  void encode(
      ByteBuf out, ResponseHead head, long length, boolean isChunked, Connection connection) {
    end = 0;
    putStatusLine(head.status(), head.statusText());
    HeaderFields fields = head.fields();
    boolean isDated = false;
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i);
      if (isOurs(name, head.status())) {
        continue;
      }
      isDated |= name.length() == 4 && name.equalsIgnoreCase("date");
      String value = fields.value(i);
      ensure(name.length() + value.length() + 4);
      put(name);
      bytes[end++] = ':';
      bytes[end++] = ' ';
      put(value);
      bytes[end++] = '\r';
      bytes[end++] = '\n';
    }
    ensure(256);
    if (!isDated) {
      put(DATE);
      put(date());
      bytes[end++] = '\r';
      bytes[end++] = '\n';
    }
    if (isChunked) {
      put(CHUNKED);
    } else if (length >= 0) {
      put(LENGTH);
      putNumber(length);
      bytes[end++] = '\r';
      bytes[end++] = '\n';
    }
    switch (connection) {
      case USUAL -> {}
      case KEEP_ALIVE -> put(KEEP_ALIVE);
      case CLOSE -> put(CLOSE);
      case UPGRADE -> put(UPGRADE);
    }
    bytes[end++] = '\r';
    bytes[end++] = '\n';
    out.writeBytes(bytes, 0, end);
  }

  /**
   * Is it for the exchange to say? What was said of another server's connection, whose response is
   * passed on, does not hold of this one (RFC 9110 §7.6.1); but which protocols there are to change
   * to is said with 101 and 426. Other names that a Connection lists are sent: whoever lists one
   * could else take away what a script has added.
   */
  private static boolean isOurs(String name, int status) {
    return ConnectionFields.isOfConnection(name)
        && !((status == SWITCHING_PROTOCOLS || status == UPGRADE_REQUIRED)
            && name.equalsIgnoreCase("upgrade"));
  }

  private void putStatusLine(int status, String text) {
    if (!text.isEmpty() || status >= 600) {
      ensure(text.length() + 16);
      put("HTTP/1.1 " + status + ' ' + text + "\r\n");
      return;
    }
    byte @Nullable [] line = statusLines[status - LEAST_STATUS];
    if (line == null) {
      line = ascii("HTTP/1.1 " + status + ' ' + reason(status) + "\r\n");
      statusLines[status - LEAST_STATUS] = line;
    }
    ensure(line.length);
    put(line);
  }

  /** As Node and Bun have them, where Netty knows an older name or none. */
  static String reason(int status) {
    return switch (status) {
      case 208 -> "Already Reported";
      case 226 -> "IM Used";
      case 413 -> "Payload Too Large";
      case 414 -> "URI Too Long";
      case 416 -> "Range Not Satisfiable";
      case 418 -> "I'm a Teapot";
      case 425 -> "Too Early";
      case 451 -> "Unavailable For Legal Reasons";
      case 508 -> "Loop Detected";
      case 509 -> "Bandwidth Limit Exceeded";
      default -> {
        String text = HttpResponseStatus.valueOf(status).reasonPhrase();
        // Netty calls those that it does not know by their class and number.
        yield text.endsWith(")") ? "" : text;
      }
    };
  }

  /** The time of this second, for a Date field (RFC 9110 §6.6.1). */
  byte[] date() {
    long now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      dateText = IMF_FIXDATE.format(Instant.ofEpochSecond(now));
      date = ascii(dateText);
    }
    return date;
  }

  String dateText() {
    date();
    return dateText;
  }

  private void ensure(int more) {
    if (end + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
    }
  }

  @SuppressWarnings("deprecation") // what it loses of characters beyond Latin-1 was refused before
  private void put(String text) {
    text.getBytes(0, text.length(), bytes, end);
    end += text.length();
  }

  private void put(byte[] some) {
    System.arraycopy(some, 0, bytes, end, some.length);
    end += some.length;
  }

  private void putNumber(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = end + digits - 1; i >= end; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += digits;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
