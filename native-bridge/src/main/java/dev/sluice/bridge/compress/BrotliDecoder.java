package dev.sluice.bridge.compress;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import dev.sluice.bridge.BridgeException;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * Decodes brotli (RFC 7932) by the native library, whose window takes up to 16 MB. Bytes behind the
 * end are refused whatever the {@link Tolerance}: the library does not tell them from corrupt data.
 */
final class BrotliDecoder extends CheckedCoder {
  private static final int INPUT_SIZE = 16 << 10;

  private final Tolerance tolerance;
  private final DecoderJNI.Wrapper decoder;
  private final Cleaner.Cleanable memory;

  /**
   * Has output been taken since the library last worked? It then claims to need input although it
   * may only have waited for room in its window, with more to come of what it took.
   */
  private boolean drained;

  private boolean begun;
  private boolean ended;

  BrotliDecoder(Tolerance tolerance) {
    this.tolerance = tolerance;
    try {
      decoder = new DecoderJNI.Wrapper(INPUT_SIZE);
    } catch (IOException e) {
      throw new BridgeException(BridgeException.Code.ENOMEM, "decompress", null, e);
    }
    // Not a method of `this`, which would keep it reachable.
    memory = NativeMemory.freeWith(this, decoder::destroy);
  }

  @Override
  Progress work(ByteBuffer in, ByteBuffer out, Next next) {
    if (ended) {
      if (in.hasRemaining()) {
        throw trailing();
      }
      return Progress.ENDED;
    }
    for (; ; ) {
      if (decoder.hasOutput() || decoder.getStatus() == DecoderJNI.Status.NEEDS_MORE_OUTPUT) {
        if (!out.hasRemaining()) {
          return Progress.NEEDS_ROOM;
        }
        out.put(decoder.pull(out.remaining()));
        drained = true;
        continue;
      }
      switch (decoder.getStatus()) {
        case DONE -> {
          ended = true;
          return Progress.ENDED;
        }
        case ERROR -> throw corrupt("the brotli data is corrupt, or bytes follow its end");
        case OK -> decoder.push(0);
        case NEEDS_MORE_OUTPUT -> throw new IllegalStateException("brotli: output without bytes");
        case NEEDS_MORE_INPUT -> {
          if (drained) {
            drained = false;
            decoder.push(0);
            continue;
          }
          if (!in.hasRemaining()) {
            return starved(next);
          }
          begun = true;
          decoder.push(Pieces.move(in, decoder.getInputBuffer().clear()));
        }
      }
    }
  }

  private Progress starved(Next next) {
    if (next != Next.END) {
      return Progress.NEEDS_INPUT;
    }
    if (!begun && tolerance == Tolerance.HTTP) {
      return Progress.ENDED;
    }
    throw truncated();
  }

  @Override
  void free() {
    memory.clean();
  }
}
