package dev.sluice.bridge.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The ways in which Node writes bytes as text and text as bytes ({@code BufferEncoding} of its
 * module {@code buffer}). None of them fails: what is not in the alphabet is left out or ends it.
 */
public enum BufferEncoding {
  UTF_8 {
    @Override
    public String decode(byte[] bytes, int offset, int length) {
      return Utf8.decode(bytes, offset, length);
    }

    @Override
    public byte[] encode(String text) {
      return Utf8.encode(text);
    }
  },

  /** Two bytes a code unit, the lower one first; an odd byte at the end is left out. */
  UTF_16LE {
    @Override
    public String decode(byte[] bytes, int offset, int length) {
      ByteBuffer units = ByteBuffer.wrap(bytes, offset, length & ~1);
      return units.order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().toString();
    }

    @Override
    public byte[] encode(String text) {
      ByteBuffer bytes = ByteBuffer.allocate(text.length() * 2).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asCharBuffer().put(text);
      return bytes.array();
    }
  },

  /** A byte a code unit; of greater ones the lower byte is kept. */
  LATIN_1 {
    @Override
    public String decode(byte[] bytes, int offset, int length) {
      return new String(bytes, offset, length, ISO_8859_1);
    }

    @Override
    public byte[] encode(String text) {
      byte[] bytes = new byte[text.length()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) text.charAt(i);
      }
      return bytes;
    }
  },

  /** Latin-1, but that the highest bit of a byte is not looked at. */
  ASCII {
    @Override
    public String decode(byte[] bytes, int offset, int length) {
      byte[] low = Arrays.copyOfRange(bytes, offset, offset + length);
      for (int i = 0; i < low.length; i++) {
        low[i] &= 0x7F;
      }
      return new String(low, US_ASCII);
    }

    @Override
    public byte[] encode(String text) {
      return LATIN_1.encode(text);
    }
  },

  /** RFC 4648 §4; read in the alphabet of §5 too, up to the first {@code =}. */
  BASE64 {
    @Override
    public String decode(byte[] bytes, int offset, int length) {
      return text(Base64.getEncoder().encode(Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    @Override
    public byte[] encode(String text) {
      byte[] letters = new byte[text.length()];
      int count = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '=') {
          break;
        }
        char standard = c == '-' ? '+' : c == '_' ? '/' : c;
        if (standard == '+' || standard == '/' || isAsciiLetterOrDigit(standard)) {
          letters[count++] = (byte) standard;
        }
      }
      // A single letter at the end holds no whole byte.
      int whole = count % 4 == 1 ? count - 1 : count;
      return Base64.getDecoder().decode(Arrays.copyOf(letters, whole));
    }
  },

  /** RFC 4648 §5, without padding. */
  BASE64URL {
    @Override
    public String decode(byte[] bytes, int offset, int length) {
      byte[] part = Arrays.copyOfRange(bytes, offset, offset + length);
      return text(Base64.getUrlEncoder().withoutPadding().encode(part));
    }

    @Override
    public byte[] encode(String text) {
      return BASE64.encode(text);
    }
  },

  /** Two digits a byte; ends at the first pair that is none. */
  HEX {
    @Override
    public String decode(byte[] bytes, int offset, int length) {
      return HexFormat.of().formatHex(bytes, offset, offset + length);
    }

    @Override
    public byte[] encode(String text) {
      int count = 0;
      while (count + 1 < text.length()
          && HexFormat.isHexDigit(text.charAt(count))
          && HexFormat.isHexDigit(text.charAt(count + 1))) {
        count += 2;
      }
      return HexFormat.of().parseHex(text, 0, count);
    }
  };

  /** The text of bytes. */
  public abstract String decode(byte[] bytes, int offset, int length);

  /** The bytes of a text. */
  public abstract byte[] encode(String text);

  private static String text(byte[] ascii) {
    return new String(ascii, ISO_8859_1);
  }

  private static boolean isAsciiLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
