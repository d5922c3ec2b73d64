package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.file.FileSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** {@code internal.files}: files as sources of bytes. */
public final class FilesBinding {
  private final Path workingDirectory;
  private final Loop loop;

  FilesBinding(Path workingDirectory, Loop loop) {
    this.workingDirectory = workingDirectory;
    this.loop = loop;
  }

  /** A source of the file's bytes; nothing is opened before its first pull. */
  @Exported
  public SourceBinding source(String path) {
    Path file;
    try {
      file = workingDirectory.resolve(path);
    } catch (InvalidPathException e) {
      throw new BridgeException(BridgeException.Code.EINVAL, "open", path, e);
    }
    return new SourceBinding(new FileSource(file, path, loop));
  }
}
