package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.blob.PartsStore;
import dev.sluice.bridge.blob.S3Store;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.s3.S3Object;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlobStore} as Blob and its kin hold it, who add offset and length. Immutable. Numbers
 * are in bytes; a length of −1 means «to the end as found then».
 */
public final class BlobStoreBinding {
  private final BlobStore store;
  private final Loop loop;

  /**
   * @param loop whose thread its sources live on
   */
  BlobStoreBinding(BlobStore store, Loop loop) {
    this.store = store;
    this.loop = loop;
  }

  /** The store itself, for Java. */
  BlobStore store() {
    return store;
  }

  /** Where its bytes are: {@code bytes}, {@code file}, {@code s3} or {@code parts}. */
  @Exported
  public String kind() {
    return switch (store) {
      case BytesStore _ -> "bytes";
      case FileStore _ -> "file";
      case S3Store _ -> "s3";
      case PartsStore _ -> "parts";
    };
  }

  /** Do {@link #text}, {@link #bytes} and {@link #isAscii} answer, without blocking? */
  @Exported
  public boolean inMemory() {
    return store.isInMemory();
  }

  /**
   * How many bytes there are now; of a file, by asking the system, 0 if it is missing. NaN if only
   * the network knows.
   */
  @Exported
  public double size() {
    return store.isRemote() ? Double.NaN : store.size();
  }

  /** The range decoded as UTF-8, without a byte order mark. In memory only. */
  @Exported
  public String text(long offset, long length) {
    checkInMemory();
    return store.readText(offset, length, -1);
  }

  /** The range's bytes, of which nothing may be changed. In memory only. */
  @Exported
  public ByteBuffer bytes(long offset, long length) {
    checkInMemory();
    return store instanceof BytesStore bytes
        ? bytes.shared(offset, length)
        : store.read(offset, length, -1);
  }

  /** Is the range all ASCII? In memory only. */
  @Exported
  public boolean isAscii(long offset, long length) {
    return switch (store) {
      case BytesStore bytes -> bytes.isAscii(offset, length);
      case PartsStore several -> several.isInMemory() && several.isAscii(offset, length);
      case FileStore _, S3Store _ -> false;
    };
  }

  private void checkInMemory() {
    if (!store.isInMemory()) {
      throw new IllegalStateException("not in memory");
    }
  }

  /** A new source of the range's bytes; nothing is opened before its first pull. */
  @Exported
  public SourceBinding source(long offset, long length) {
    return new SourceBinding(store.source(offset, length, loop), loop);
  }

  /**
   * Reads and decodes the range in one go, off the loop's thread.
   *
   * @param limit the greatest number of bytes, or −1
   * @param callback {@code (error, string)}
   */
  @Exported
  public void readText(long offset, long length, long limit, Value callback) {
    if (store instanceof S3Store) {
      gather(offset, length, limit, callback, Collector::text);
    } else {
      read(() -> store.readText(offset, length, limit), callback);
    }
  }

  /**
   * Reads the range in one go, off the loop's thread.
   *
   * @param limit the greatest number of bytes, or −1
   * @param callback {@code (error, buffer)}; the buffer is the caller's own
   */
  @Exported
  public void readBytes(long offset, long length, long limit, Value callback) {
    if (store instanceof S3Store) {
      gather(offset, length, limit, callback, all -> ByteBuffer.wrap(all.bytes()));
    } else {
      read(() -> store.read(offset, length, limit).slice(), callback);
    }
  }

  /** What comes over the network keeps no thread waiting. */
  private void gather(
      long offset, long length, long limit, Value callback, Function<Collector, Object> result) {
    Collector all = new Collector(limit);
    Pipe.connect(
        store.source(offset, length, loop),
        all,
        (error, _) -> {
          if (error == null) {
            read(() -> result.apply(all), callback);
          } else {
            loop.post(() -> Settle.with(callback, error, null, "read", path()));
          }
        });
  }

  /** Reads the range in one go on the calling thread, which waits for it. The buffer is its own. */
  @Exported
  public ByteBuffer bytesNow(long offset, long length) {
    return store.read(offset, length, -1).slice();
  }

  private void read(Callable<Object> work, Value callback) {
    loop.blocking(work, (error, value) -> Settle.with(callback, error, value, "read", path()));
  }

  /** A file's path as the script wrote it; null for what is no file by a path. */
  @Exported
  public @Nullable String path() {
    return store instanceof FileStore(var file) && file.fd() < 0 ? file.name() : null;
  }

  /** A file's descriptor; −1 for what is no file by a descriptor. */
  @Exported
  public int fd() {
    return store instanceof FileStore(var file) ? file.fd() : -1;
  }

  /** The file that this store is, for an operation that only files know. */
  FileLocation file(String syscall) {
    return switch (store) {
      case FileStore(var file) -> file;
      case BytesStore _, PartsStore _, S3Store _ ->
          throw new BridgeException(BridgeException.Code.EINVAL, syscall, null, null);
    };
  }

  /** Is this store an object in S3? */
  boolean isS3() {
    return store instanceof S3Store;
  }

  /** The object in S3 that this store is, for an operation that only those know. */
  S3Object s3(String syscall) {
    if (store instanceof S3Store(var object) && object instanceof S3Object s3) {
      return s3;
    }
    throw new BridgeException(BridgeException.Code.EINVAL, syscall, null, null);
  }
}
