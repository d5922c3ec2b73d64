package dev.sluice.bridge.compress;

import com.aayushatharva.brotli4j.encoder.Encoder;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import dev.sluice.bridge.BridgeException;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/** Encodes as brotli (RFC 7932) by the native library. */
final class BrotliEncoder extends CheckedCoder {
  private static final int INPUT_SIZE = 16 << 10;
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final EncoderJNI.Wrapper encoder;
  private final Cleaner.Cleanable memory;

  /** What the library lends until it is called again. */
  private ByteBuffer lent = NONE;

  /** Is there input that no flush has brought out? */
  private boolean unflushed;

  /**
   * @param level 0 to 11
   * @param window the logarithm of its size
   */
  BrotliEncoder(int level, int window) {
    try {
      encoder = new EncoderJNI.Wrapper(INPUT_SIZE, level, window, Encoder.Mode.GENERIC);
    } catch (IOException e) {
      throw new BridgeException(BridgeException.Code.ENOMEM, "compress", null, e);
    }
    memory = NativeMemory.freeWith(this, encoder::destroy);
  }

  @Override
  Progress work(ByteBuffer in, ByteBuffer out, Next next) {
    for (; ; ) {
      Pieces.move(lent, out);
      if (lent.hasRemaining()) {
        return Progress.NEEDS_ROOM;
      }
      if (!encoder.isSuccess()) {
        throw BridgeException.type("ERR_COMPRESSION_FAILED", "brotli: the encoder failed");
      }
      if (encoder.hasMoreOutput()) {
        lent = encoder.pull();
      } else if (encoder.isFinished()) {
        return Progress.ENDED;
      } else if (encoder.hasRemainingInput()) {
        encoder.push(operation(in, next), 0);
      } else if (in.hasRemaining()) {
        int length = Pieces.move(in, encoder.getInputBuffer().clear());
        unflushed = true;
        encoder.push(operation(in, next), length);
        flushedBy(in, next);
      } else if (next == Next.END || (next == Next.FLUSH && unflushed)) {
        encoder.push(operation(in, next), 0);
        flushedBy(in, next);
      } else {
        return Progress.NEEDS_INPUT;
      }
    }
  }

  /** The operation of the whole call only with the last of its input. */
  private static EncoderJNI.Operation operation(ByteBuffer in, Next next) {
    if (in.hasRemaining()) {
      return EncoderJNI.Operation.PROCESS;
    }
    return switch (next) {
      case MORE -> EncoderJNI.Operation.PROCESS;
      case FLUSH -> EncoderJNI.Operation.FLUSH;
      case END -> EncoderJNI.Operation.FINISH;
    };
  }

  private void flushedBy(ByteBuffer in, Next next) {
    if (next == Next.FLUSH && !in.hasRemaining()) {
      unflushed = false;
    }
  }

  @Override
  void free() {
    memory.clean();
  }
}
