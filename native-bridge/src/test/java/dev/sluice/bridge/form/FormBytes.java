package dev.sluice.bridge.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Forms for tests: what goes in, as values and as bytes. */
final class FormBytes {
  /**
   * An entry as it should come out.
   *
   * @param content the text's UTF-8 or the file's bytes, one character a byte
   */
  record Entry(String name, @Nullable String filename, @Nullable String type, String content) {}

  private final String boundary;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  FormBytes(String boundary) {
    this.boundary = boundary;
  }

  FormBytes raw(String text) {
    bytes.writeBytes(text.getBytes(ISO_8859_1));
    return this;
  }

  FormBytes text(String name, String value) {
    String utf8 = new String(value.getBytes(UTF_8), ISO_8859_1);
    entries.add(new Entry(name, null, null, utf8));
    raw("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escaped(name) + "\"\r\n");
    return raw("\r\n").raw(utf8).raw("\r\n");
  }

  FormBytes file(String name, String filename, @Nullable String type, byte[] content) {
    String latin1 = new String(content, ISO_8859_1);
    entries.add(new Entry(name, filename, type == null ? "text/plain" : type, latin1));
    raw("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escaped(name));
    raw("\"; filename=\"" + escaped(filename) + "\"\r\n");
    if (type != null) {
      raw("Content-Type: " + type + "\r\n");
    }
    return raw("\r\n").raw(latin1).raw("\r\n");
  }

  private static String escaped(String name) {
    String text = name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /** With the closing boundary. */
  byte[] end() {
    return raw("--" + boundary + "--\r\n").bytes.toByteArray();
  }

  List<Entry> entries() {
    return entries;
  }

  /** A form of all sorts, with contents that look like boundaries. */
  static FormBytes random(Random random, String boundary) {
    FormBytes form = new FormBytes(boundary);
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      String name = text(random, 8);
      if (random.nextBoolean()) {
        form.text(name, text(random, 40));
      } else {
        String type = random.nextBoolean() ? null : "image/x" + random.nextInt(9);
        form.file(name, text(random, 8), type, content(random, boundary));
      }
    }
    return form;
  }

  private static String text(Random random, int most) {
    String[] pieces = {"a", "\"", "\r\n", "\\", "é", "😀", ";", "=", "filename=\"", " ", "--", ":"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private static byte[] content(Random random, String boundary) {
    String almost = "\r\n--" + boundary;
    StringBuilder content = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> content.append(almost, 0, random.nextInt(almost.length()));
        case 1 -> content.append("\r\n\r");
        case 2 -> content.append((char) random.nextInt(256));
        default -> content.append("data".repeat(random.nextInt(20)));
      }
    }
    // Neither pieces together nor the end may make a boundary by chance.
    String safe = content.toString().replace(almost, "");
    return (safe.contains(almost) ? "" : safe).getBytes(ISO_8859_1);
  }
}
