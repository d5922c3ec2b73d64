package dev.sluice.bridge.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.codec.Ascii;
import dev.sluice.bridge.codec.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file, or a range of it, in one go: open, read, close on one thread. Blocks.
 *
 * <p>The size that the file has when it is opened decides how much room is made, and nothing else:
 * what was appended meanwhile is read too, and a file that was cut gives what is left.
 */
public final class FileReader {
  /**
   * What is read by one call: the JDK reads by way of a direct buffer of the thread's own, which is
   * as large.
   */
  private static final int PIECE = 512 << 10;

  /** Room where the size is not known: pipes, files of /proc. */
  private static final int FIRST_ROOM = 8 << 10;

  /** What fits into one array. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /** From here on a text is not read into an array of ours, to be copied into the string. */
  private static final int LARGE_TEXT = 1 << 20;

  /** What is looked at to guess whether a text is ASCII, and at a time to know it. */
  private static final int SAMPLE = 64 << 10;

  private FileReader() {}

  /**
   * The range's bytes.
   *
   * @param length the range's length, or −1 for all that is there when its end is reached
   * @param limit the greatest number of bytes, or −1
   * @return a heap buffer of its own, from position 0 to the limit
   * @throws BridgeException ENOENT, EISDIR, EACCES and so on, or ERR_BODY_TOO_LARGE
   */
  public static ByteBuffer read(FileLocation file, long offset, long length, long limit) {
    try (FileChannel channel = file.openForReading()) {
      return read(channel, file, offset, length, limit);
    } catch (IOException e) {
      throw BridgeException.of(e, "open", file.name());
    }
  }

  /** The range decoded as UTF-8, without a byte order mark. Otherwise as {@link #read}. */
  public static String readText(FileLocation file, long offset, long length, long limit) {
    if (offset == 0 && length < 0 && file.fd() < 0) {
      String text = readLargeAscii(file, limit);
      if (text != null) {
        return text;
      }
    }
    ByteBuffer bytes = read(file, offset, length, limit);
    return Utf8.decodeText(bytes.array(), bytes.arrayOffset(), bytes.remaining());
  }

  /**
   * A large text that is ASCII, read by the one way that Java has to make a string around the array
   * that was read: for 64 MB, 40 ms of CPU instead of 70 and more, nearly all of it for new memory.
   *
   * @return null if the file is small, or does not look like ASCII, or cannot be read in this way
   */
  private static @Nullable String readLargeAscii(FileLocation file, long limit) {
    try {
      BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
      boolean isLarge = now.size() >= LARGE_TEXT && now.size() <= LARGEST;
      if (!now.isRegularFile() || !isLarge || limit >= 0 && now.size() > limit) {
        return null;
      }
      ByteBuffer sample = read(file, 0, SAMPLE, -1);
      if (!Ascii.isAscii(sample)) {
        return null;
      }
      String text = Files.readString(file.path(), ISO_8859_1);
      if (limit >= 0 && text.length() > limit) {
        throw BridgeException.tooLarge(limit);
      }
      if (isAscii(text)) {
        return text;
      }
      byte[] bytes = text.getBytes(ISO_8859_1);
      return Utf8.decodeText(bytes, 0, bytes.length);
    } catch (IOException e) {
      // The usual way finds out what is wrong.
      return null;
    }
  }

  /** Is a text whose characters are bytes all ASCII? */
  @SuppressWarnings("deprecation") // the only way to look at many characters at once
  private static boolean isAscii(String text) {
    byte[] scratch = new byte[SAMPLE];
    for (int i = 0, end; i < text.length(); i = end) {
      end = i + Math.min(text.length() - i, scratch.length);
      text.getBytes(i, end, scratch, 0);
      if (!Ascii.isAscii(scratch, 0, end - i)) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer read(
      FileChannel channel, FileLocation file, long offset, long length, long limit) {
    try {
      if (offset > 0) {
        Skip.to(channel, offset);
      }
      long most = limit < 0 ? LARGEST : Math.min(limit, LARGEST);
      return fill(channel, length < 0 ? Long.MAX_VALUE : length, most);
    } catch (IOException e) {
      throw BridgeException.of(e, "read", file.name());
    }
  }

  private static ByteBuffer fill(FileChannel channel, long length, long limit) throws IOException {
    long size = channel.size();
    long rest = Math.max(0, size - (size > 0 ? channel.position() : 0));
    long expected = Math.min(length, rest);
    if (expected > limit) {
      throw BridgeException.tooLarge(limit);
    }
    // One byte more tells that there is too much; the JVM has arrays for that beyond LARGEST too.
    long most = Math.min(length, limit + 1);
    // As large as the file is, so that the array can be given away as it is.
    byte[] room = new byte[(int) Math.min(most, size > 0 ? expected : FIRST_ROOM)];
    int filled = 0;
    while (filled < most) {
      boolean isFull = filled == room.length;
      // Where the file should end, a small read finds out whether it does.
      ByteBuffer piece =
          isFull
              ? ByteBuffer.allocate((int) Math.min(most - filled, FIRST_ROOM))
              : ByteBuffer.wrap(room, filled, Math.min(PIECE, room.length - filled));
      int read = channel.read(piece);
      if (read < 0) {
        break;
      }
      if (isFull) {
        int wanted = (int) Math.min(most, Math.max(filled + FIRST_ROOM, room.length * 2L));
        room = Arrays.copyOf(room, wanted);
        piece.flip().get(room, filled, read);
      }
      filled += read;
      if (filled == expected && length == expected) {
        break;
      }
    }
    if (filled > limit) {
      throw BridgeException.tooLarge(limit);
    }
    return ByteBuffer.wrap(room, 0, filled);
  }
}
