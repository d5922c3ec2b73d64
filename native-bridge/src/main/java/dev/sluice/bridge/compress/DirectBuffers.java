package dev.sluice.bridge.compress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Two buffers off the heap for a library that takes no others: what it is to take, and what it
 * gave. From Netty's pool, since the JVM frees such memory only by collecting garbage.
 */
final class DirectBuffers {
  private static final int INPUT_SIZE = 32 << 10;
  private static final int OUTPUT_SIZE = 64 << 10;

  private final ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(INPUT_SIZE + OUTPUT_SIZE);

  /** From position to limit: not taken yet. */
  final ByteBuffer input = memory.nioBuffer(0, INPUT_SIZE).limit(0);

  /** From position to limit: not handed over yet. */
  final ByteBuffer output = memory.nioBuffer(INPUT_SIZE, OUTPUT_SIZE).limit(0);

  /** Hands over what came out. Is that all of it? */
  boolean drain(ByteBuffer out) {
    Pieces.move(output, out);
    return !output.hasRemaining();
  }

  /** Takes in more, if nothing is left. */
  void fill(ByteBuffer in) {
    if (!input.hasRemaining()) {
      input.clear();
      Pieces.move(in, input);
      input.flip();
    }
  }

  void free() {
    memory.release();
  }
}
