package dev.sluice.bridge.form;

import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.codec.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a form that comes in pieces. Texts are gathered in memory; so are files, until they
 * have filled what a form may keep there. From then on files go to the one temporary file of the
 * form, each a range of it.
 */
final class SpooledParts implements PartReceiver {
  private final FormLimits limits;
  private final Consumer<SpoolFile> opened;
  private final List<FormPart> parts = new ArrayList<>();
  private @Nullable PartHeader current;
  private ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private @Nullable SpoolFile spool;
  private @Nullable BlobStore spooled;
  private boolean isSpooling;
  private long spoolStart;
  private long texts;
  private long memory;

  /**
   * @param opened is told of the temporary file, if one is made
   */
  SpooledParts(FormLimits limits, Consumer<SpoolFile> opened) {
    this.limits = limits;
    this.opened = opened;
  }

  List<FormPart> parts() {
    return parts;
  }

  /** Gives up what was read. */
  void discard() {
    parts.clear();
    gathered = new ByteArrayOutputStream();
    if (spool != null) {
      // Nobody has got a part that is in it.
      spool.close();
    }
  }

  @Override
  public void begin(PartHeader header) {
    current = header;
    isSpooling = false;
    countText(header.name());
    countText(header.filename());
    countText(header.type());
  }

  @Override
  public void data(byte[] bytes, int offset, int length) {
    if (Objects.requireNonNull(current).filename() == null) {
      countText(length);
      gathered.write(bytes, offset, length);
    } else if (isSpooling) {
      spool().append(bytes, offset, length);
    } else if (memory + length <= limits.memory()) {
      memory += length;
      gathered.write(bytes, offset, length);
    } else {
      startSpooling();
      spool().append(bytes, offset, length);
    }
  }

  /** Headers stay in memory like texts. */
  private void countText(@Nullable String text) {
    if (text != null) {
      countText(text.length());
    }
  }

  private void countText(int length) {
    texts += length;
    if (texts > limits.textBytes()) {
      throw FormErrors.malformed("its texts are larger than " + limits.textBytes() + " bytes");
    }
  }

  /** What is here of this file goes first. */
  private void startSpooling() {
    isSpooling = true;
    spoolStart = spool().size();
    byte[] before = gathered.toByteArray();
    spool().append(before, 0, before.length);
    memory -= before.length;
    gathered = new ByteArrayOutputStream();
  }

  @Override
  public void end() {
    PartHeader header = Objects.requireNonNull(current);
    if (header.filename() == null) {
      byte[] text = gathered.toByteArray();
      parts.add(new FormPart.Text(header.name(), Utf8.decode(text, 0, text.length)));
    } else if (isSpooling) {
      long length = spool().size() - spoolStart;
      parts.add(upload(header, header.filename(), spooledStore(), spoolStart, length));
    } else {
      byte[] bytes = gathered.toByteArray();
      BlobStore store = BytesStore.of(bytes);
      parts.add(upload(header, header.filename(), store, 0, bytes.length));
    }
    gathered.reset();
  }

  private static FormPart upload(
      PartHeader header, String filename, BlobStore store, long offset, long length) {
    return new FormPart.Upload(
        header.name(), filename, header.typeOrDefault(), store, offset, length);
  }

  private SpoolFile spool() {
    SpoolFile file = spool;
    if (file == null) {
      file = SpoolFile.open(limits.folder());
      spool = file;
      opened.accept(file);
    }
    return file;
  }

  private BlobStore spooledStore() {
    BlobStore store = spooled;
    if (store == null) {
      store = new FileStore(spool().location());
      spooled = store;
    }
    return store;
  }
}
