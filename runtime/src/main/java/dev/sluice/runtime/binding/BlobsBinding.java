package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.blob.PartsBuilder;
import dev.sluice.bridge.file.FileLocation;
import java.nio.file.Path;
import org.graalvm.polyglot.Value;

/** {@code internal.blobs}: makes the stores that Blobs hold. */
public final class BlobsBinding {
  private final Path workingDirectory;
  private final Loop loop;

  BlobsBinding(Path workingDirectory, Loop loop) {
    this.workingDirectory = workingDirectory;
    this.loop = loop;
  }

  /** A store of bytes of an ArrayBuffer, which are copied. */
  @Exported
  public BlobStoreBinding copyOf(Value arrayBuffer, int offset, int length) {
    return bind(BytesStore.of(EngineArrays.copy(arrayBuffer, offset, length)));
  }

  /** A copy of a range of an ArrayBuffer, for all bindings. */
  static byte[] copy(Value arrayBuffer, int offset, int length) {
    return EngineArrays.copy(arrayBuffer, offset, length);
  }

  /** A store of a text as UTF-8; a lone surrogate becomes U+FFFD. */
  @Exported
  public BlobStoreBinding ofText(String text) {
    return bind(BytesStore.of(text));
  }

  /** A store that is a file; nothing is opened. */
  @Exported
  public BlobStoreBinding ofFile(String path) {
    return bind(new FileStore(FileLocation.ofPath(workingDirectory, path)));
  }

  /** A store that is what a file descriptor stands for. */
  @Exported
  public BlobStoreBinding ofFd(int fd) {
    return bind(new FileStore(FileLocation.ofDescriptor(fd)));
  }

  /** Begins a store that is put together from parts. */
  @Exported
  public Parts parts() {
    return new Parts();
  }

  private BlobStoreBinding bind(BlobStore store) {
    return new BlobStoreBinding(store, loop);
  }

  /** The parts of a store, in order; used once. */
  public final class Parts {
    private final PartsBuilder builder = new PartsBuilder();

    private Parts() {}

    /** Adds bytes of an ArrayBuffer, which are copied. */
    @Exported
    public void addBytes(Value arrayBuffer, int offset, int length) {
      builder.add(EngineArrays.copy(arrayBuffer, offset, length));
    }

    /** Adds a text as UTF-8; a lone surrogate becomes U+FFFD. */
    @Exported
    public void addText(String text) {
      builder.add(text);
    }

    /** Adds a range of a store; a length of −1 is all that there is. */
    @Exported
    public void addStore(BlobStoreBinding store, long offset, long length) {
      builder.add(store.store(), offset, length);
    }

    /** The store of all parts. */
    @Exported
    public BlobStoreBinding build() {
      return bind(builder.build());
    }
  }
}
