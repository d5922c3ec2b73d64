package dev.sluice.bridge.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * As much of ASN.1's distinguished encoding (X.690) as it takes to put a key into another envelope:
 * elements are read and written one after the other.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;

  private final ByteBuffer bytes;

  Der(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  private Der(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The inside of the next element, which must have this tag. */
  Der enter(int tag) throws DerException {
    return new Der(ByteBuffer.wrap(read(tag)));
  }

  /** The content of the next element, which must have this tag. */
  byte[] read(int tag) throws DerException {
    if (peek() != tag) {
      throw new DerException("there is tag " + peek() + " where " + tag + " should be");
    }
    try {
      bytes.get();
      byte[] content = new byte[checked(length())];
      bytes.get(content);
      return content;
    } catch (BufferUnderflowException e) {
      throw new DerException("it is cut off", e);
    }
  }

  /** The next element as it is, with tag and length. */
  byte[] readWhole() throws DerException {
    int tag = peek();
    return write(tag, read(tag));
  }

  /** The next element's tag, or −1 at the end. */
  int peek() {
    return bytes.hasRemaining() ? bytes.get(bytes.position()) & 0xff : -1;
  }

  private int checked(int length) throws DerException {
    if (length < 0 || length > bytes.remaining()) {
      throw new DerException("it is cut off");
    }
    return length;
  }

  private int length() throws DerException {
    int first = bytes.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 4) {
      throw new DerException("it has a length of " + count + " bytes");
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | bytes.get() & 0xff;
    }
    return length;
  }

  /** An element of these contents, one after the other. */
  static byte[] write(int tag, byte[]... contents) {
    int length = Arrays.stream(contents).mapToInt(c -> c.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int count = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | count);
      for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
        out.write(length >> shift);
      }
    }
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  /** An element written as hexadecimal digits. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Bytes that are no such encoding. */
  static final class DerException extends Exception {
    private static final long serialVersionUID = 1L;

    DerException(String message) {
      super(message);
    }

    DerException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
