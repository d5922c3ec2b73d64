package dev.sluice.bridge.http.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Frames as bytes, right ones and wrong ones. */
final class Frames {
  /** First bytes of frames: the last, or only, one of a message, and one that others follow. */
  static final int FIN = 0x80;

  static final int RSV1 = 0x40;

  private static final byte[] KEY = {0x37, (byte) 0xFA, 0x21, 0x3D};

  private Frames() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] hex(String digits) {
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits, 2 * i, 2 * i + 2, 16);
    }
    return bytes;
  }

  static byte[] text(String text) {
    return masked(FIN | Opcode.TEXT, utf8(text));
  }

  static byte[] close(int code, String reason) {
    return masked(FIN | Opcode.CLOSE, closing(code, reason));
  }

  static byte[] closing(int code, String reason) {
    return join(new byte[] {(byte) (code >> 8), (byte) code}, utf8(reason));
  }

  /** A frame of a client. */
  static byte[] masked(int first, byte[] payload) {
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= KEY[i & 3];
    }
    return join(head(first, true, payload.length), KEY, masked);
  }

  /** A frame of a server. */
  static byte[] plain(int first, byte[] payload) {
    return join(head(first, false, payload.length), payload);
  }

  private static byte[] head(int first, boolean isMasked, int length) {
    int mask = isMasked ? 0x80 : 0;
    if (length < 126) {
      return new byte[] {(byte) first, (byte) (mask | length)};
    } else if (length < 1 << 16) {
      return new byte[] {(byte) first, (byte) (mask | 126), (byte) (length >> 8), (byte) length};
    }
    return new byte[] {
      (byte) first,
      (byte) (mask | 127),
      0,
      0,
      0,
      0,
      (byte) (length >> 24),
      (byte) (length >> 16),
      (byte) (length >> 8),
      (byte) length
    };
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
