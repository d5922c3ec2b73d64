package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.compress.Coder;
import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.compress.Decoding;
import dev.sluice.bridge.compress.Encoding;
import dev.sluice.bridge.compress.Tolerance;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.compress}: what CompressionStream and DecompressionStream are made of. A format
 * is a CompressionFormat that {@link #isFormat} has said yes to.
 */
public final class CompressBinding {
  private static final int SCRATCH_SIZE = 64 << 10;
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final Loop loop;

  /**
   * What coders put out into; made when the first is used, shared by all, since each is emptied at
   * once.
   */
  private @Nullable ByteBuffer scratch;

  CompressBinding(Loop loop) {
    this.loop = loop;
  }

  /** Is this the name of a format? It may still be unavailable on this platform. */
  @Exported
  public boolean isFormat(String format) {
    return Coding.ofFormat(format) != null;
  }

  /** Can the format be used here? */
  @Exported
  public boolean isAvailable(String format) {
    return coding(format).isAvailable();
  }

  private static Coding coding(String format) {
    Coding coding = Coding.ofFormat(format);
    if (coding == null) {
      throw new IllegalArgumentException(format);
    }
    return coding;
  }

  /** What {@link CoderBinding#run} leaves its bytes in: valid until any coder runs again. */
  @Exported
  public ByteBuffer scratch() {
    return room();
  }

  private ByteBuffer room() {
    ByteBuffer room = scratch;
    if (room == null) {
      room = ByteBuffer.allocate(SCRATCH_SIZE);
      scratch = room;
    }
    return room;
  }

  /** A new coder, to be closed. Throws ERR_CODING_UNAVAILABLE. */
  @Exported
  public CoderBinding coder(String format, boolean encodes) {
    Coding coding = coding(format);
    return new CoderBinding(
        encodes ? coding.encoder(Coding.DEFAULT_LEVEL) : coding.decoder(Tolerance.STANDARD));
  }

  /** All that a source gives, coded; the source is the new one's from now on. */
  @Exported
  public SourceBinding source(SourceBinding source, String format, boolean encodes) {
    Coding coding = coding(format);
    return new SourceBinding(
        encodes
            ? new Encoding(source.source(), coding, Coding.DEFAULT_LEVEL, loop)
            : new Decoding(source.source(), coding, Tolerance.STANDARD, -1, loop),
        loop);
  }

  /** A {@link Coder} that a script feeds. */
  public final class CoderBinding {
    private final Coder coder;
    private ByteBuffer input = NONE;
    private Next next = Next.MORE;
    private boolean isDone;

    private CoderBinding(Coder coder) {
      this.coder = coder;
    }

    /** The next bytes, which are copied: the script may change or transfer its buffer. */
    @Exported
    public void give(Value arrayBuffer, int offset, int length) {
      byte[] bytes = new byte[length];
      if (length > 0) {
        arrayBuffer.readBuffer(offset, bytes, 0, length);
      }
      input = ByteBuffer.wrap(bytes);
      isDone = false;
    }

    /** Nothing more comes. */
    @Exported
    public void end() {
      next = Next.END;
      isDone = false;
    }

    /**
     * Codes what was given, until the scratch buffer is full or nothing is left; called until it
     * answers 0.
     *
     * @return how many bytes there are in the scratch buffer
     * @throws BridgeException Z_DATA_ERROR, Z_BUF_ERROR
     */
    @Exported
    public int run() {
      ByteBuffer out = room().clear();
      while (!isDone && out.position() == 0) {
        Progress progress = coder.code(input, out, next);
        isDone = progress != Progress.NEEDS_ROOM && !input.hasRemaining();
      }
      if (isDone) {
        input = NONE;
      }
      return out.position();
    }

    /** Frees what it holds. Harmless when repeated. */
    @Exported
    public void close() {
      input = NONE;
      coder.close();
    }
  }
}
