package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.compress.Coder;
import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import dev.sluice.bridge.compress.Coding;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Content in memory, put into a coding in one go. Any thread. */
final class Encoded {
  private static final int PIECE = 16 << 10;

  private Encoded() {}

  /** The bytes of {@code content} encoded. Takes about 10 to 20 ms a megabyte. */
  static byte[] of(ByteBuffer content, Coding coding, int level) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(PIECE);
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (Coder encoder = coding.encoder(level)) {
      Progress progress;
      do {
        progress = encoder.code(content, piece, Next.END);
        all.write(piece.array(), 0, piece.position());
        piece.clear();
      } while (progress != Progress.ENDED);
    }
    return all.toByteArray();
  }
}
