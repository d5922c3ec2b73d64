package dev.sluice.bridge.blob;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Several ranges of stores one after the other. Files among them are read when the whole is: their
 * bytes are those of that moment.
 */
public final class PartsStore implements BlobStore {
  /** What fits into one array. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /**
   * A range of a store.
   *
   * @param length −1 for all that there is when it is read, which only a store that is not in
   *     memory has
   */
  public record Part(BlobStore store, long offset, long length) {
    boolean isOpenEnded() {
      return length < 0;
    }

    /** How long it is now. Blocks where it is open-ended. */
    long lengthNow() {
      return isOpenEnded() ? Math.max(0, store.size() - offset) : length;
    }
  }

  private final List<Part> parts;
  private final boolean isInMemory;
  private final boolean isRemote;

  PartsStore(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.isInMemory = parts.stream().allMatch(part -> part.store().isInMemory());
    this.isRemote = parts.stream().anyMatch(part -> part.store().isRemote());
  }

  /** The parts, in order. */
  public List<Part> parts() {
    return parts;
  }

  @Override
  public boolean isInMemory() {
    return isInMemory;
  }

  @Override
  public boolean isRemote() {
    return isRemote;
  }

  @Override
  public long size() {
    return parts.stream().mapToLong(Part::lengthNow).sum();
  }

  /** Are all bytes known to be ASCII, or found to be so? Only where all are in memory. */
  public boolean isAscii(long offset, long length) {
    return range(offset, length).stream()
        .allMatch(
            part ->
                part.store() instanceof BytesStore bytes
                    && bytes.isAscii(part.offset(), part.length()));
  }

  /** Is it told by the parts' lengths alone what a range consists of? */
  boolean needsNoLook(long offset, long length) {
    return (offset == 0 && length < 0) || parts.stream().noneMatch(Part::isOpenEnded);
  }

  /** What a range consists of. Blocks unless {@link #needsNoLook}. */
  List<Part> range(long offset, long length) {
    if (offset == 0 && length < 0) {
      return parts;
    }
    List<Part> range = new ArrayList<>();
    long skip = Math.max(0, offset);
    long left = length < 0 ? Long.MAX_VALUE : length;
    for (Part part : parts) {
      if (left == 0) {
        break;
      }
      boolean isTail = part.isOpenEnded() && skip == 0 && left == Long.MAX_VALUE;
      long size = isTail ? Long.MAX_VALUE : part.lengthNow();
      if (skip >= size) {
        skip -= size;
        continue;
      }
      long count = Math.min(left, size - skip);
      range.add(new Part(part.store(), part.offset() + skip, isTail ? TO_THE_END : count));
      skip = 0;
      left = left == Long.MAX_VALUE ? left : left - count;
    }
    return range;
  }

  @Override
  public Source source(long offset, long length, Loop loop) {
    return new PartsSource(this, offset, length, loop);
  }

  @Override
  public ByteBuffer read(long offset, long length, long limit) {
    long most = limit < 0 ? LARGEST : Math.min(limit, LARGEST);
    List<Part> range = range(offset, length);
    if (isInMemory) {
      // Their number is known: it is checked before any is copied.
      BytesStore.checkLimit(range.stream().mapToLong(Part::length).sum(), most);
    }
    List<ByteBuffer> pieces = new ArrayList<>(range.size());
    long size = 0;
    for (Part part : range) {
      ByteBuffer piece = read(part, most - size, most);
      size += piece.remaining();
      BytesStore.checkLimit(size, most);
      pieces.add(piece);
    }
    ByteBuffer all = ByteBuffer.allocate((int) size);
    pieces.forEach(all::put);
    return all.flip();
  }

  /**
   * @param left how many bytes the part may have
   * @param most how many the whole may have, for the error
   */
  private static ByteBuffer read(Part part, long left, long most) {
    if (part.store() instanceof BytesStore bytes) {
      return bytes.shared(part.offset(), part.length());
    }
    try {
      return part.store().read(part.offset(), part.length(), left);
    } catch (BridgeException e) {
      throw e.isTooLarge() ? BridgeException.tooLarge(most) : e;
    }
  }
}
