package dev.sluice.bridge.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Finds the parts in {@code multipart/form-data} (RFC 2046 §5.1.1, RFC 7578), whose bytes come in
 * pieces of any size, cut anywhere. Of what it has seen it keeps a header that is not at its end,
 * and nothing else.
 *
 * <p>The delimiter is {@code CRLF "--" boundary}. A carriage return stands in it at its start only,
 * so that bytes held back at the end of a piece, because a delimiter may begin there, need not be
 * kept: they are a beginning of the delimiter, and their number says which. Within a piece it is
 * looked for by Horspool's algorithm, which looks at about one byte in forty.
 *
 * <p>What comes before the first delimiter and after the last one is ignored, as RFC 2046 says;
 * spaces may follow a boundary.
 */
final class MultipartScanner {
  private static final int LONGEST_BOUNDARY = 256;

  private enum State {
    /** Before the first delimiter. */
    PREAMBLE,
    /** After a delimiter: a line break or two hyphens come. */
    DELIMITED,
    /** After a delimiter and spaces. */
    PADDED,
    /** After a delimiter's line break has begun. */
    LINE_BREAK,
    /** After a delimiter and one hyphen. */
    HYPHEN,
    HEADER,
    BODY,
    /** After the closing delimiter. */
    EPILOGUE
  }

  private final byte[] delimiter;
  private final int[] skips = new int[256];
  private final FormLimits limits;
  private final PartReceiver receiver;
  private final ByteArrayOutputStream header = new ByteArrayOutputStream(256);
  private State state = State.PREAMBLE;
  private int parts;

  /** How many bytes of the delimiter were the last that came; in a preamble and a body. */
  private int matched;

  /** How many bytes of CRLF CRLF were the last that came; in a header. */
  private int headerEnd;

  /**
   * @param boundary the parameter of the content type
   * @throws BridgeException if it cannot be one
   */
  MultipartScanner(String boundary, FormLimits limits, PartReceiver receiver) {
    if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY || boundary.contains("\r")) {
      throw FormErrors.malformed(
          "the boundary has " + boundary.length() + " characters or a line break among them");
    }
    this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
    this.limits = limits;
    this.receiver = receiver;
    Arrays.fill(skips, delimiter.length);
    for (int i = 0; i < delimiter.length - 1; i++) {
      skips[delimiter[i] & 0xFF] = delimiter.length - 1 - i;
    }
    // A form may begin with its boundary: as if a line break had come before.
    matched = 2;
  }

  /**
   * Takes the next bytes, all of them.
   *
   * @throws BridgeException if they are no form; nothing may be scanned after that
   */
  void scan(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      at =
          switch (state) {
            case PREAMBLE, BODY -> content(bytes, at, end);
            case HEADER -> header(bytes, at, end);
            case EPILOGUE -> end;
            default -> {
              state = afterDelimiter(bytes[at]);
              yield at + 1;
            }
          };
    }
  }

  /**
   * The end of the bytes.
   *
   * @throws BridgeException if the form is not complete
   */
  void finish() {
    switch (state) {
      case EPILOGUE -> {}
      case PREAMBLE -> throw FormErrors.malformed("there is no boundary in it");
      case HEADER -> throw FormErrors.malformed("it ends in the header of part " + parts);
      case BODY ->
          throw FormErrors.malformed("the closing boundary after part " + parts + " is missing");
      default -> throw FormErrors.malformed("it ends at a boundary that does not close it");
    }
  }

  /** Bytes up to the next delimiter, in a preamble or a body; returns where it has stopped. */
  private int content(byte[] bytes, int start, int end) {
    int at = start;
    if (matched > 0) {
      while (at < end && matched < delimiter.length && bytes[at] == delimiter[matched]) {
        at++;
        matched++;
      }
      if (matched == delimiter.length) {
        return delimited(at);
      }
      if (at == end) {
        return end;
      }
      int held = matched;
      matched = 0;
      // At the very start there is a line break that never came; but a preamble is not told.
      emit(delimiter, 0, held);
    }
    int found = indexOfDelimiter(bytes, at, end);
    if (found >= 0) {
      emit(bytes, at, found - at);
      return delimited(found + delimiter.length);
    }
    int held = startOfPrefix(bytes, at, end);
    emit(bytes, at, held - at);
    matched = end - held;
    return end;
  }

  private int delimited(int next) {
    if (state == State.BODY) {
      receiver.end();
    }
    matched = 0;
    state = State.DELIMITED;
    return next;
  }

  private void emit(byte[] bytes, int offset, int length) {
    if (state == State.BODY && length > 0) {
      receiver.data(bytes, offset, length);
    }
  }

  /** Horspool's search; −1 if the delimiter is not wholly within the bytes. */
  private int indexOfDelimiter(byte[] bytes, int start, int end) {
    int last = delimiter.length - 1;
    byte lastByte = delimiter[last];
    int at = start;
    while (at + last < end) {
      byte b = bytes[at + last];
      if (b == lastByte && isDelimiterAt(bytes, at, last)) {
        return at;
      }
      at += skips[b & 0xFF];
    }
    return -1;
  }

  private boolean isDelimiterAt(byte[] bytes, int at, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where a beginning of the delimiter stands that reaches to the end; the end if none does. */
  private int startOfPrefix(byte[] bytes, int start, int end) {
    for (int i = Math.max(start, end - delimiter.length + 1); i < end; i++) {
      if (bytes[i] == '\r' && isDelimiterAt(bytes, i, end - i)) {
        return i;
      }
    }
    return end;
  }

  private State afterDelimiter(byte b) {
    return switch (state) {
      case DELIMITED, PADDED -> {
        if (b == '\r') {
          yield State.LINE_BREAK;
        } else if (b == ' ' || b == '\t') {
          yield State.PADDED;
        } else if (b == '-' && state == State.DELIMITED) {
          yield State.HYPHEN;
        }
        throw FormErrors.malformed(
            "a boundary is followed by neither a line break nor two hyphens");
      }
      case LINE_BREAK -> {
        if (b != '\n') {
          throw FormErrors.malformed("a boundary is followed by half a line break");
        }
        if (parts == limits.parts()) {
          throw FormErrors.malformed("it has more than " + limits.parts() + " parts");
        }
        parts++;
        // The line break may be the first half of the one that ends an empty header.
        headerEnd = 2;
        yield State.HEADER;
      }
      case HYPHEN -> {
        if (b != '-') {
          throw FormErrors.malformed("a boundary is followed by one hyphen");
        }
        yield State.EPILOGUE;
      }
      default -> throw new IllegalStateException(state.name());
    };
  }

  private int header(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && headerEnd < 4) {
      byte b = bytes[at++];
      boolean expectsReturn = headerEnd % 2 == 0;
      if (b == (expectsReturn ? '\r' : '\n')) {
        headerEnd++;
      } else {
        headerEnd = b == '\r' ? 1 : 0;
      }
    }
    header.write(bytes, start, at - start);
    if (header.size() > limits.headerBytes()) {
      throw FormErrors.malformed(
          "the header of part " + parts + " is larger than " + limits.headerBytes() + " bytes");
    }
    if (headerEnd == 4) {
      PartHeader parsed = PartHeader.parse(header.toString(ISO_8859_1), parts);
      header.reset();
      state = State.BODY;
      matched = 0;
      receiver.begin(parsed);
    }
    return at;
  }
}
