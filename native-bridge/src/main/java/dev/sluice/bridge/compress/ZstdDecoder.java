package dev.sluice.bridge.compress;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * Decodes zstd frames (RFC 8878), one or several, by the native library. What follows a frame is
 * another one, or is refused.
 */
final class ZstdDecoder extends CheckedCoder {
  /** What decoders of responses need not exceed (RFC 9659 §3.1). */
  private static final long HTTP_WINDOW = 8 << 20;

  private final Tolerance tolerance;
  private final ZstdWindow window;
  private final ZstdDecompressCtx context;
  private final DirectBuffers buffers;
  private final Cleaner.Cleanable memory;
  private boolean begun;
  private boolean amidFrame;

  /** Did the library fill the output, so that it may hold more? */
  private boolean holdsMore;

  ZstdDecoder(Tolerance tolerance) {
    this.tolerance = tolerance;
    window = new ZstdWindow(tolerance == Tolerance.HTTP ? HTTP_WINDOW : Long.MAX_VALUE);
    ZstdDecompressCtx ctx = new ZstdDecompressCtx();
    DirectBuffers direct = new DirectBuffers();
    context = ctx;
    buffers = direct;
    memory =
        NativeMemory.freeWith(
            this,
            () -> {
              ctx.close();
              direct.free();
            });
  }

  @Override
  Progress work(ByteBuffer in, ByteBuffer out, Next next) {
    while (buffers.drain(out)) {
      buffers.fill(in);
      if (!buffers.input.hasRemaining() && !holdsMore) {
        return starved(next);
      }
      decode();
    }
    return Progress.NEEDS_ROOM;
  }

  private void decode() {
    begun = true;
    if (!amidFrame) {
      amidFrame = true;
      window.begin();
    }
    window.check(buffers.input);
    ByteBuffer output = buffers.output.clear();
    try {
      boolean frameEnded = context.decompressDirectByteBufferStream(output, buffers.input);
      amidFrame = !frameEnded;
      holdsMore = !frameEnded && !output.hasRemaining();
    } catch (ZstdException e) {
      throw corrupt("zstd: " + e.getMessage());
    } finally {
      output.flip();
    }
  }

  private Progress starved(Next next) {
    if (!amidFrame && (begun || (next == Next.END && tolerance == Tolerance.HTTP))) {
      return Progress.ENDED;
    }
    if (next == Next.END) {
      throw truncated();
    }
    return Progress.NEEDS_INPUT;
  }

  @Override
  void free() {
    memory.clean();
  }
}
