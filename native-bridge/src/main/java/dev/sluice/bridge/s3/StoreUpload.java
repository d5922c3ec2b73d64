package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.Stat;
import dev.sluice.bridge.stream.Pipe;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The upload of a range of a store. What has a length and can be read again goes in one request,
 * or, if it is large, in parts that are ranges of it, so that several go at a time and a fault
 * costs one part; nothing of it is held in memory. What is read once (a pipe, another object) goes
 * as any stream does.
 */
final class StoreUpload implements S3Upload.Parts.Listener {
  /** From here on S3 advises parts («Uploading and copying objects using multipart upload»). */
  static final long LARGE = 100L << 20;

  private final S3Object object;
  private final BlobStore store;
  private final long offset;
  private final BiConsumer<@Nullable BridgeException, Long> whenDone;
  private long length;
  private long next;
  private long partSize;

  /** What is to be given up besides parts. */
  private S3Task current = () -> {};

  private S3Upload.@Nullable Parts parts;
  private boolean isOver;

  StoreUpload(
      S3Object object,
      BlobStore store,
      long offset,
      long length,
      BiConsumer<@Nullable BridgeException, Long> whenDone) {
    this.object = object;
    this.store = store;
    this.offset = offset;
    this.length = length;
    this.whenDone = whenDone;
  }

  void start() {
    if (store.isInMemory()) {
      send(rangeOf(store.size()));
    } else if (store.isRemote()) {
      pipe();
    } else {
      object.client().loop().blocking(this::look, this::looked);
    }
  }

  private long rangeOf(long size) {
    long there = Math.max(0, size - offset);
    return length < 0 ? there : Math.min(length, there);
  }

  /** How many bytes there are; −1 if only reading tells. Blocks. */
  private Long look() {
    if (store instanceof FileStore(FileLocation file)) {
      Stat stat = Stat.of(file);
      if (stat.isDirectory()) {
        throw new BridgeException(Code.EISDIR, "read", file.name(), null);
      }
      return file.fd() >= 0 || !stat.isFile() ? -1 : rangeOf((long) stat.size());
    }
    return rangeOf(store.size());
  }

  private void looked(@Nullable Throwable error, @Nullable Long size) {
    if (isOver) {
      return;
    }
    if (size == null) {
      done(
          error == null
              ? new BridgeException(Code.EIO, "stat", null, null)
              : BridgeException.of(error, "stat", null));
    } else if (size < 0) {
      pipe();
    } else {
      send(size);
    }
  }

  private void pipe() {
    Loop loop = object.client().loop();
    Pipe pipe =
        Pipe.connect(
            store.source(offset, length, loop),
            object.upload(),
            (error, bytes) ->
                loop.post(
                    () -> {
                      length = bytes;
                      done(error);
                    }));
    current = pipe::cancel;
  }

  private void send(long size) {
    length = size;
    S3Transfer transfer = object.settings().transfer();
    if (length < Math.max(object.client().large(), transfer.partSize())) {
      current = object.put(store, offset, length, this::done);
      return;
    }
    partSize = Math.max(transfer.partSize(), Math.ceilDiv(length, Multipart.MOST_PARTS));
    parts = object.parts(this);
    for (int i = 0; i < transfer.queueSize(); i++) {
      addPart();
    }
  }

  private void addPart() {
    S3Upload.Parts to = parts;
    if (to == null || next >= length) {
      return;
    }
    long size = Math.min(partSize, length - next);
    long at = next;
    next += size;
    to.add(store, offset + at, size);
    if (next == length) {
      to.finish();
    }
  }

  @Override
  public void stored() {
    addPart();
  }

  @Override
  public void finished() {
    done(null);
  }

  @Override
  public void failed(BridgeException error) {
    done(error);
  }

  private void done(@Nullable BridgeException error) {
    if (!isOver) {
      isOver = true;
      whenDone.accept(error, error == null ? length : 0L);
    }
  }

  void cancel() {
    isOver = true;
    current.cancel();
    if (parts != null) {
      parts.abandon();
    }
  }
}
