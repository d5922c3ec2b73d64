package dev.sluice.bridge.blob;

import dev.sluice.bridge.file.FileCopy;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileWriter;
import dev.sluice.bridge.file.FileWriter.Output;
import dev.sluice.bridge.file.WriteOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes a range of any store to a file. Blocks. */
public final class BlobWriter {
  private BlobWriter() {}

  /**
   * Writes. A file is copied to a file by the system. Where the target is among the files that the
   * store is put together from, the new file is complete before it takes the old one's place, and a
   * range of it is written only after all has been read.
   *
   * @param store not one that {@linkplain BlobStore#isRemote is remote}: that is piped
   * @return how many bytes
   * @throws dev.sluice.bridge.BridgeException if either side fails. What was written by then stays,
   *     unless {@code options} say atomic
   */
  public static long write(
      BlobStore store, long offset, long length, FileLocation to, WriteOptions options) {
    return switch (store) {
      case FileStore(FileLocation from) -> FileCopy.copy(from, offset, length, to, options);
      case BytesStore bytes ->
          FileWriter.write(to, options, out -> out.write(bytes.shared(offset, length)));
      case PartsStore several -> {
        List<PartsStore.Part> range = several.range(offset, length);
        if (!holds(range, to)) {
          yield FileWriter.write(to, options, out -> write(range, out));
        } else if (options.isWhole()) {
          yield FileWriter.write(to, options.atomically(), out -> write(range, out));
        }
        ByteBuffer all = several.read(offset, length, -1);
        yield FileWriter.write(to, options, out -> out.write(all));
      }
      case S3Store s3 -> throw remote(s3);
    };
  }

  private static IllegalArgumentException remote(S3Store s3) {
    return new IllegalArgumentException(s3.object().url() + " is to be piped");
  }

  private static void write(List<PartsStore.Part> parts, Output out) throws IOException {
    for (PartsStore.Part part : parts) {
      switch (part.store()) {
        case BytesStore bytes -> out.write(bytes.shared(part.offset(), part.length()));
        case FileStore(FileLocation from) -> out.write(from, part.offset(), part.length());
        case PartsStore several -> write(several.range(part.offset(), part.length()), out);
        case S3Store s3 -> throw remote(s3);
      }
    }
  }

  private static boolean holds(List<PartsStore.Part> parts, FileLocation file) {
    return parts.stream()
        .anyMatch(
            part ->
                switch (part.store()) {
                  case FileStore(FileLocation from) -> isSame(from, file);
                  case PartsStore several -> holds(several.parts(), file);
                  case BytesStore _, S3Store _ -> false;
                });
  }

  private static boolean isSame(FileLocation from, FileLocation to) {
    try {
      return FileCopy.isSameFile(from, to);
    } catch (IOException e) {
      return false;
    }
  }
}
