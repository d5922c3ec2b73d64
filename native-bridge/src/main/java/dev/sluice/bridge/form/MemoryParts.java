package dev.sluice.bridge.form;

import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.codec.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of a form that is wholly in memory: its files are ranges of the form's own store. */
final class MemoryParts implements PartReceiver {
  private final BytesStore store;
  private final long shift;
  private final List<FormPart> parts = new ArrayList<>();
  private @Nullable PartHeader current;
  private byte[] form = {};
  private int start;
  private int length;

  /**
   * @param store that has all that will be scanned, in one piece
   * @param shift what is to be added to an index of the scanned array to get one of the store
   */
  MemoryParts(BytesStore store, long shift) {
    this.store = store;
    this.shift = shift;
  }

  List<FormPart> parts() {
    return parts;
  }

  @Override
  public void begin(PartHeader header) {
    current = header;
    start = 0;
    length = 0;
  }

  @Override
  public void data(byte[] bytes, int offset, int size) {
    // In one piece there is nothing to hold back, so that a part comes in one piece too.
    form = bytes;
    start = offset;
    length = size;
  }

  @Override
  public void end() {
    PartHeader header = Objects.requireNonNull(current);
    parts.add(
        header.filename() == null
            ? new FormPart.Text(header.name(), Utf8.decode(form, start, length))
            : new FormPart.Upload(
                header.name(),
                header.filename(),
                header.typeOrDefault(),
                store,
                length == 0 ? 0 : shift + start,
                length));
  }
}
