package dev.sluice.bridge.blob;

import dev.sluice.bridge.codec.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a store together from parts (File API §3.1, «process blob parts»). What is small and in
 * memory is joined; what is large is referred to where it is. A part that consists of parts is
 * taken apart, so that a Blob to which a script adds again and again does not become a deep nest.
 *
 * <p>Used once, by one thread.
 */
public final class PartsBuilder {
  /** From here on a part in memory is referred to rather than copied. */
  private static final int LARGE = 64 << 10;

  private final List<PartsStore.Part> parts = new ArrayList<>();
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(0);
  private final StringBuilder text = new StringBuilder();

  /** Adds bytes, which are the builder's own from now on. */
  public PartsBuilder add(byte[] bytes) {
    if (bytes.length >= LARGE) {
      return add(BytesStore.of(bytes), 0, bytes.length);
    }
    endText();
    gathered.writeBytes(bytes);
    return this;
  }

  /** Adds a text as UTF-8; a lone surrogate becomes U+FFFD. */
  public PartsBuilder add(String part) {
    if (part.length() >= LARGE) {
      BytesStore store = BytesStore.of(part);
      return add(store, 0, store.size());
    }
    // Texts alone stay a text. Each is whole: halves of a pair from two parts do not join.
    text.append(wellFormed(part));
    return this;
  }

  /**
   * Adds a range of a store.
   *
   * @param length −1 for all that there is: of what is not in memory, when it is read
   */
  public PartsBuilder add(BlobStore store, long offset, long length) {
    switch (store) {
      case BytesStore bytes -> addBytes(bytes, offset, length);
      case PartsStore several when several.needsNoLook(offset, length) -> {
        for (PartsStore.Part part : several.range(offset, length)) {
          add(part.store(), part.offset(), part.length());
        }
      }
      default -> {
        if (length != 0) {
          endMemory();
          parts.add(new PartsStore.Part(store, offset, length));
        }
      }
    }
    return this;
  }

  private void addBytes(BytesStore store, long offset, long length) {
    long start = Math.clamp(offset, 0, store.size());
    long count = length < 0 ? store.size() - start : Math.min(length, store.size() - start);
    if (count >= LARGE) {
      endMemory();
      parts.add(new PartsStore.Part(store, start, count));
    } else if (count > 0) {
      endText();
      ByteBuffer bytes = store.shared(start, count);
      gathered.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
    }
  }

  private static String wellFormed(String part) {
    if (part.isEmpty()
        || !Character.isLowSurrogate(part.charAt(0))
            && !Character.isHighSurrogate(part.charAt(part.length() - 1))) {
      return part;
    }
    StringBuilder whole = new StringBuilder(part);
    if (Character.isLowSurrogate(part.charAt(0))) {
      whole.setCharAt(0, '\uFFFD');
    }
    int end = whole.length() - 1;
    boolean isPair = end > 0 && Character.isSurrogatePair(whole.charAt(end - 1), whole.charAt(end));
    if (Character.isSurrogate(whole.charAt(end)) && !isPair) {
      whole.setCharAt(end, '\uFFFD');
    }
    return whole.toString();
  }

  private void endText() {
    if (!text.isEmpty()) {
      gathered.writeBytes(Utf8.encode(text.toString()));
      text.setLength(0);
    }
  }

  private void endMemory() {
    endText();
    if (gathered.size() > 0) {
      BytesStore store = BytesStore.of(gathered.toByteArray());
      parts.add(new PartsStore.Part(store, 0, store.size()));
      gathered.reset();
    }
  }

  /** The store of all that was added. */
  public BlobStore build() {
    if (parts.isEmpty() && gathered.size() == 0) {
      return BytesStore.of(text.toString());
    }
    endMemory();
    PartsStore.Part first = parts.getFirst();
    boolean isWholeStore =
        parts.size() == 1
            && first.offset() == 0
            && (first.isOpenEnded()
                || first.store().isInMemory() && first.length() == first.store().size());
    return isWholeStore ? first.store() : new PartsStore(parts);
  }
}
