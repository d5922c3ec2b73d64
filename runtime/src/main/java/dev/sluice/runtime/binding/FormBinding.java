package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.form.FormLimits;
import dev.sluice.bridge.form.FormPart;
import dev.sluice.bridge.form.FormReading;
import dev.sluice.bridge.form.MultipartReader;
import dev.sluice.bridge.form.SpoolFile;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.form}: {@code multipart/form-data} as it comes. Used on the thread of the event
 * loop only, but for {@link #close}.
 */
public final class FormBinding {
  private final FormLimits limits;
  private final Loop loop;

  /** Temporary files that are still known; made on threads that do blocking work. */
  private final Set<SpoolFile> spools =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  FormBinding(FormLimits limits, Loop loop) {
    this.limits = limits;
    this.loop = loop;
  }

  /** Gives the disk back what files of forms take there. From any thread, when no script runs. */
  public void close() {
    synchronized (spools) {
      spools.forEach(SpoolFile::discard);
      spools.clear();
    }
  }

  /**
   * Reads a form from an ArrayBuffer, of which it makes one copy.
   *
   * @throws dev.sluice.bridge.BridgeException a TypeError, code ERR_FORMDATA_PARSE_ERROR
   */
  @Exported
  public Form readBytes(Value buffer, int offset, int length, String boundary) {
    byte[] bytes = EngineArrays.copy(buffer, offset, length);
    return read(BytesStore.of(bytes), 0, length, boundary);
  }

  /** Reads a form from a text, whose lone surrogates become U+FFFD. */
  @Exported
  public Form readText(String text, String boundary) {
    return read(BytesStore.of(text), 0, BlobStore.TO_THE_END, boundary);
  }

  /**
   * Reads a form from a range of a store in memory. Where that is one piece, files of the form are
   * ranges of it.
   */
  @Exported
  public Form readStore(BlobStoreBinding store, long offset, long length, String boundary) {
    return store.store() instanceof BytesStore bytes
        ? read(bytes, offset, length, boundary)
        : read(BytesStore.of(store.store().read(offset, length, -1)), 0, -1, boundary);
  }

  private Form read(BytesStore store, long offset, long length, String boundary) {
    return new Form(MultipartReader.read(store, offset, length, boundary, limits), length, loop);
  }

  /**
   * Reads a form from a source. {@code onForm(error, form)} is called once, in a task of its own.
   *
   * @param limit the greatest number of bytes, or −1
   */
  @Exported
  public Reading readSource(SourceBinding source, String boundary, long limit, Value onForm) {
    MultipartReader reader = reader(boundary, limit);
    return new Reading(
        FormReading.start(
            source.source(),
            reader,
            loop,
            (error, parts) ->
                onForm.executeVoid(
                    error, parts == null ? null : new Form(parts, reader.received(), loop))));
  }

  /** Reads a form whose pieces a script brings. */
  @Exported
  public Pieces pieces(String boundary, long limit) {
    return new Pieces(reader(boundary, limit), loop);
  }

  private MultipartReader reader(String boundary, long limit) {
    return new MultipartReader(boundary, limits, limit, spools::add);
  }

  /** A form that is being read. */
  public static final class Reading {
    private final FormReading reading;

    private Reading(FormReading reading) {
      this.reading = reading;
    }

    /** Gives up and frees all. */
    @Exported
    public void cancel() {
      reading.cancel();
    }
  }

  /** A form that comes piece by piece; each is to be taken before the next one comes. */
  public static final class Pieces {
    private final MultipartReader reader;
    private final Loop loop;

    private Pieces(MultipartReader reader, Loop loop) {
      this.reader = reader;
      this.loop = loop;
    }

    /**
     * Takes the next bytes, which are copied during the call.
     *
     * @param onTaken {@code onTaken(error)} is called once, in a task of its own, but only if the
     *     answer is false: the bytes then go to disk on another thread
     * @return whether they have been taken
     * @throws dev.sluice.bridge.BridgeException if they are no form, or too many
     */
    @Exported
    public boolean push(Value buffer, int offset, int length, Value onTaken) {
      byte[] bytes = EngineArrays.copy(buffer, offset, length);
      if (!reader.mayBlock(length)) {
        reader.push(ByteBuffer.wrap(bytes));
        return true;
      }
      loop.blocking(
          () -> {
            reader.push(ByteBuffer.wrap(bytes));
            return true;
          },
          (error, _) -> onTaken.executeVoid(error));
      return false;
    }

    /** The end. */
    @Exported
    public Form finish() {
      return new Form(reader.finish(), reader.received(), loop);
    }

    /** Gives up and frees all; not while a push is unanswered. */
    @Exported
    public void abort() {
      reader.abort();
    }
  }

  /** The entries of a form that was read, by index. */
  public static final class Form {
    private final List<FormPart> parts;
    private final long byteLength;
    private final Loop loop;

    private Form(List<FormPart> parts, long byteLength, Loop loop) {
      this.parts = parts;
      this.byteLength = byteLength;
      this.loop = loop;
    }

    /** How many bytes the form had. */
    @Exported
    public double byteLength() {
      return byteLength;
    }

    @Exported
    public int size() {
      return parts.size();
    }

    @Exported
    public String name(int index) {
      return parts.get(index).name();
    }

    /** The value of an entry that is a text; null for a file. */
    @Exported
    public @Nullable String text(int index) {
      return parts.get(index) instanceof FormPart.Text text ? text.value() : null;
    }

    @Exported
    public String filename(int index) {
      return upload(index).filename();
    }

    /** The file's content type as it came. */
    @Exported
    public String type(int index) {
      return upload(index).type();
    }

    /** Where the file's bytes are, from {@link #offset} on. */
    @Exported
    public BlobStoreBinding store(int index) {
      return new BlobStoreBinding(upload(index).store(), loop);
    }

    @Exported
    public double offset(int index) {
      return upload(index).offset();
    }

    @Exported
    public double length(int index) {
      return upload(index).length();
    }

    private FormPart.Upload upload(int index) {
      return (FormPart.Upload) parts.get(index);
    }
  }
}
