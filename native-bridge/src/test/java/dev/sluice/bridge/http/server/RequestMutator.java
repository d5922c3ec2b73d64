package dev.sluice.bridge.http.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes the bytes of clients that mean well, and of those that do not: one to four requests in a
 * row, most of them with something wrong in a field, a length, a chunk, or any byte.
 */
final class RequestMutator {
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "QUERY", "get");

  private static final List<String> TARGETS =
      List.of(
          "/",
          "/a",
          "/a/b?c=d&e=f",
          "/skip",
          "/early",
          "/skip?x",
          "*",
          "http://a/b",
          "/%00",
          "//a");

  /** What two parsers have disagreed about at one time or another. */
  private static final List<String> ODD_FIELDS =
      List.of(
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: Chunked",
          "Transfer-Encoding:chunked ",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding:\u000bchunked",
          "Transfer-Encoding: chunked;x",
          "Transfer-Encoding: ,chunked",
          "Transfer-Encoding: chunked,",
          "Transfer-Encoding:",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding\t: chunked",
          " Transfer-Encoding: chunked",
          "X: y\r\n Transfer-Encoding: chunked",
          "X: y\nTransfer-Encoding: chunked",
          "X: y\rTransfer-Encoding: chunked",
          "X: y\0\r\nTransfer-Encoding: chunked",
          "Content-Length: 0",
          "Content-Length: 5",
          "Content-Length: 05",
          "Content-Length: +5",
          "Content-Length: -5",
          "Content-Length: 5 ",
          "Content-Length: 5 5",
          "Content-Length: 5,5",
          "Content-Length: 5, 6",
          "Content-Length: 0x5",
          "Content-Length: 5.0",
          "Content-Length: 5e0",
          "Content-Length: \u0665",
          "Content-Length: 99999999999999999999",
          "Content-Length: 18446744073709551621",
          "Content-Length: 4294967301",
          "Content-Length:",
          "Content-Length",
          "Content-Length : 5",
          "Content_Length: 5",
          "Content-Length\u00a0: 5",
          "CONTENT-LENGTH: 5",
          "Host: b",
          "Host:",
          "Host : a",
          "Host: a b",
          "Host: a, b",
          "Host: a@b",
          ": x",
          "X",
          "X:",
          "X: \u0001",
          "X: \u007f",
          "X: \u00e9",
          "X\u00e9: y",
          "X{}: y",
          "X: ok\tok",
          "Connection: close",
          "Connection: keep-alive",
          "Connection: close, x",
          "Connection: Transfer-Encoding",
          "Connection: Content-Length",
          "Expect: 100-continue",
          "Expect: nonsense",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
          "Trailer: Content-Length");

  private static final List<String> ODD_SIZES =
      List.of(
          "5;a=b",
          "5;",
          "5 ",
          " 5",
          "5\t",
          "+5",
          "-5",
          "0x5",
          "005",
          "0000000000000000000000005",
          "5;\"\r\n",
          "fffffffff",
          "ffffffffffffffff",
          "7fffffffffffffff",
          "10000000000000005",
          "",
          "g",
          "5\0",
          "5;\n",
          "5\n");

  private static final List<String> ODD_VERSIONS =
      List.of(
          "HTTP/1.0",
          "HTTP/1.2",
          "HTTP/2.0",
          "HTTP/0.9",
          "http/1.1",
          "HTTP/1.1 ",
          "HTTP/11",
          "HTTP/1.",
          "HTTP/1.10",
          "");

  private static final List<String> ODD_BYTES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\r\n\r\n",
          " ",
          "\t",
          "\0",
          "\u000b",
          "\f",
          "\u0085",
          "\u00a0",
          ":",
          ";",
          ",",
          "0",
          "\u00ff",
          "\r\r\n",
          "\n\r");

  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  private final RandomGenerator random;

  RequestMutator(RandomGenerator random) {
    this.random = random;
  }

  /** All that a client sends. */
  byte[] next() {
    StringBuilder all = new StringBuilder();
    for (int requests = 1 + random.nextInt(4); requests > 0; requests--) {
      all.append(request());
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.ISO_8859_1);
    for (int changes = random.nextInt(8) - 5; changes > 0; changes--) {
      bytes = change(bytes);
    }
    return bytes;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String request() {
    List<String> fields = new ArrayList<>();
    fields.add("Host: a");
    for (int more = random.nextInt(4); more > 0; more--) {
      fields.add(
          random.nextInt(fields.size() + 1), "X-" + more + ": " + "v".repeat(random.nextInt(30)));
    }
    String body = "";
    switch (random.nextInt(3)) {
      case 0 -> {
        String content = content();
        fields.add(random.nextInt(fields.size() + 1), "Content-Length: " + content.length());
        body = content;
      }
      case 1 -> {
        fields.add(random.nextInt(fields.size() + 1), "Transfer-Encoding: chunked");
        body = chunked();
      }
      default -> {}
    }
    while (oneIn(8)) {
      fields.add(random.nextInt(fields.size() + 1), any(ODD_FIELDS));
    }
    if (oneIn(30)) {
      fields.remove(random.nextInt(fields.size()));
    }
    String end = oneIn(60) ? "\n" : "\r\n";
    String version = oneIn(25) ? any(ODD_VERSIONS) : "HTTP/1.1";
    String blank = oneIn(60) ? any(List.of("  ", "\t", " \r", "")) : " ";
    StringBuilder text =
        new StringBuilder(oneIn(30) ? any(List.of("\r\n", "\n", "\r\n\r\n", " ")) : "");
    text.append(any(METHODS))
        .append(blank)
        .append(any(TARGETS))
        .append(' ')
        .append(version)
        .append(end);
    fields.forEach(field -> text.append(field).append(end));
    return text.append(end).append(body).toString();
  }

  private String content() {
    return oneIn(3) ? SMUGGLED : "c".repeat(random.nextInt(40));
  }

  private String chunked() {
    StringBuilder text = new StringBuilder();
    for (int chunks = random.nextInt(4); chunks > 0; chunks--) {
      String content = content() + "c";
      String size = oneIn(12) ? any(ODD_SIZES) : Integer.toHexString(content.length());
      text.append(size).append(oneIn(40) ? "\n" : "\r\n");
      text.append(content).append(oneIn(40) ? any(ODD_BYTES) : "\r\n");
    }
    text.append(oneIn(40) ? any(List.of("00", "", "0;x", "-0", "0 ")) : "0").append("\r\n");
    if (oneIn(6)) {
      text.append(
          any(
              List.of(
                  "X: y\r\n",
                  "Content-Length: 5\r\n",
                  "X : y\r\n",
                  "X\r\n",
                  " X: y\r\n",
                  "X: y\n")));
    }
    return text.append("\r\n").toString();
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 8);
    out.write(bytes, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> out.write(bytes, at, bytes.length - at - 1);
      case 1 -> {
        out.writeBytes(any(ODD_BYTES).getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes, at, bytes.length - at);
      }
      case 2 -> {
        out.write(random.nextInt(256));
        out.write(bytes, at + 1, bytes.length - at - 1);
      }
      case 3 -> {
        out.writeBytes(any(ODD_BYTES).getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes, at + 1, bytes.length - at - 1);
      }
      default -> {
        int length = Math.min(random.nextInt(20), bytes.length - at);
        out.write(bytes, at, length);
        out.write(bytes, at, bytes.length - at);
      }
    }
    byte[] changed = out.toByteArray();
    return changed.length == 0 ? bytes : changed;
  }

  /** The same bytes in pieces: all at once, one by one, or cut anywhere. */
  List<byte[]> pieces(byte[] bytes) {
    int longest =
        switch (random.nextInt(4)) {
          case 0 -> bytes.length;
          case 1 -> 1;
          case 2 -> 8;
          default -> 60;
        };
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(1 + random.nextInt(Math.max(1, longest)), bytes.length - at);
      if (longest == bytes.length) {
        length = bytes.length;
      }
      byte[] piece = new byte[length];
      System.arraycopy(bytes, at, piece, 0, length);
      pieces.add(piece);
      at += length;
    }
    return pieces;
  }
}
