package dev.sluice.bridge.compress;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.sluice.bridge.BridgeException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/** Encodes as one zstd frame (RFC 8878) by the native library. */
final class ZstdEncoder extends CheckedCoder {
  private final ZstdCompressCtx context;
  private final DirectBuffers buffers;
  private final Cleaner.Cleanable memory;

  /** Has the library done all of what it was last told? */
  private boolean complete = true;

  /** Is there input that no flush has brought out? */
  private boolean unflushed;

  private boolean ended;

  ZstdEncoder(int level) {
    ZstdCompressCtx ctx = new ZstdCompressCtx().setLevel(level);
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
      if (ended) {
        return Progress.ENDED;
      }
      buffers.fill(in);
      boolean hasInput = buffers.input.hasRemaining();
      if (!hasInput && complete && !(next == Next.END || (next == Next.FLUSH && unflushed))) {
        return Progress.NEEDS_INPUT;
      }
      unflushed |= hasInput;
      encode(in.hasRemaining() ? Next.MORE : next);
    }
    return Progress.NEEDS_ROOM;
  }

  private void encode(Next next) {
    EndDirective directive =
        switch (next) {
          case MORE -> EndDirective.CONTINUE;
          case FLUSH -> EndDirective.FLUSH;
          case END -> EndDirective.END;
        };
    ByteBuffer output = buffers.output.clear();
    try {
      boolean done = context.compressDirectByteBufferStream(output, buffers.input, directive);
      // Of bytes that are to be followed by others it may keep what it likes.
      complete = next == Next.MORE ? !buffers.input.hasRemaining() : done;
      if (done && next != Next.MORE) {
        unflushed = false;
        ended = next == Next.END;
      }
    } catch (ZstdException e) {
      throw BridgeException.type("ERR_COMPRESSION_FAILED", "zstd: " + e.getMessage());
    } finally {
      output.flip();
    }
  }

  @Override
  void free() {
    memory.clean();
  }
}
