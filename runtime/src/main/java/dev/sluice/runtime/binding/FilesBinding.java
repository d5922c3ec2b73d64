package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BlobWriter;
import dev.sluice.bridge.blob.PartsStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileSink;
import dev.sluice.bridge.file.FileWriter;
import dev.sluice.bridge.file.Stat;
import dev.sluice.bridge.file.WriteOptions;
import dev.sluice.bridge.stream.FirstPulled;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.runtime.loop.EventLoop;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.files}: what can be done with files beyond reading them, which their stores do.
 * «A file» is a store of that kind; with any other these operations fail. Callbacks get {@code
 * (error, value)}, once, in a task of their own.
 */
public final class FilesBinding {
  /** Bytes that wait for a file. */
  private static final int HIGH_WATER_MARK = 1 << 20;

  private final EventLoop loop;
  private final StdioBinding stdio;

  FilesBinding(EventLoop loop, StdioBinding stdio) {
    this.loop = loop;
    this.stdio = stdio;
  }

  /** Asks the system about a file: {@code (error, Stat)}. */
  @Exported
  public void stat(BlobStoreBinding store, Value callback) {
    FileLocation file = store.file("stat");
    loop.blocking(
        () -> Stat.of(file),
        (error, stat) -> Settle.with(callback, error, stat, "stat", file.name()));
  }

  /** Asks the system about a file, now: null if it is missing or cannot be reached. */
  @Exported
  public @Nullable Stat statSync(BlobStoreBinding store) {
    try {
      return Stat.of(store.file("stat"));
    } catch (BridgeException e) {
      return null;
    }
  }

  /** Removes a file: {@code (error)}. */
  @Exported
  public void remove(BlobStoreBinding store, Value callback) {
    FileLocation file = store.file("unlink");
    loop.blocking(
        () -> {
          FileWriter.remove(file);
          return true;
        },
        (error, _) -> Settle.with(callback, error, null, "unlink", file.name()));
  }

  /**
   * Writes a range of any store to a file: {@code (error, bytes)}. Parameters as in {@link
   * WriteOptions}.
   */
  @Exported
  public void write(
      BlobStoreBinding to,
      long toOffset,
      long toLength,
      BlobStoreBinding from,
      long offset,
      long length,
      boolean createPath,
      int mode,
      boolean atomic,
      Value callback) {
    BlobStore store = from.store();
    if (to.isS3()) {
      var _ =
          to.s3("write")
              .write(
                  store,
                  offset,
                  length,
                  (error, bytes) -> Settle.with(callback, error, (double) bytes, "write", null));
      return;
    }
    FileLocation file = to.file("write");
    if (isStdio(file)) {
      Pipe.connect(
          store.source(offset, length, loop),
          new StdioSink(stdio, file.fd()),
          (error, bytes) ->
              loop.post(() -> Settle.with(callback, error, (double) bytes, "write", null)));
      return;
    }
    WriteOptions options = options(toOffset, toLength, createPath, mode, atomic);
    if (store.isRemote()) {
      // The file itself may be among the parts: it stays until it has been read.
      boolean isCopied = store instanceof PartsStore && options.isWhole() && file.fd() < 0;
      pipe(
          store.source(offset, length, loop),
          file,
          isCopied ? options.atomically() : options,
          callback);
      return;
    }
    loop.blocking(
        () -> (double) BlobWriter.write(store, offset, length, file, options),
        (error, bytes) -> Settle.with(callback, error, bytes, "write", file.name()));
  }

  /** What is not here yet: the file is opened, and emptied, only when there is something. */
  private void pipe(Source source, FileLocation file, WriteOptions options, Value callback) {
    FirstPulled.of(
        source,
        (error, begun) -> {
          if (begun == null) {
            loop.post(() -> Settle.with(callback, error, null, "read", null));
          } else {
            Pipe.connect(
                begun,
                new FileSink(file, options, HIGH_WATER_MARK, loop),
                (fault, bytes) ->
                    loop.post(
                        () -> Settle.with(callback, fault, (double) bytes, "write", file.name())));
          }
        });
  }

  /**
   * A file, or an object in S3, to be written piece by piece. Parameters as in {@link
   * WriteOptions}; {@code highWaterMark} is in bytes.
   */
  @Exported
  public SinkBinding sink(
      BlobStoreBinding to,
      long offset,
      long length,
      int highWaterMark,
      boolean createPath,
      int mode,
      boolean atomic) {
    if (to.isS3()) {
      return new S3SinkBinding(to.s3("open").upload(), loop);
    }
    FileLocation file = to.file("open");
    return isStdio(file)
        ? new StdioSinkBinding(new StdioSink(stdio, file.fd()), loop)
        : new FileSinkBinding(
            new FileSink(
                file, options(offset, length, createPath, mode, atomic), highWaterMark, loop),
            loop);
  }

  private static WriteOptions options(
      long offset, long length, boolean createPath, int mode, boolean atomic) {
    try {
      return new WriteOptions(offset, length, createPath, mode, atomic);
    } catch (IllegalArgumentException e) {
      throw new BridgeException(Code.EINVAL, "open", null, e);
    }
  }

  private static boolean isStdio(FileLocation file) {
    return file.fd() == 1 || file.fd() == 2;
  }
}
