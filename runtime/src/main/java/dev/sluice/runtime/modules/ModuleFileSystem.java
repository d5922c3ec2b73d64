package dev.sluice.runtime.modules;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The file system of a context: it holds modules and nothing else, and they can only be read.
 *
 * <p>GraalJS's loader turns a specifier into a path with {@link ModulePath#resolveSibling}, asks
 * for its real path, which is the key of its module map, and reads it. It shows the message of an
 * IOException as it is.
 */
final class ModuleFileSystem implements FileSystem {
  private final ModuleGraph graph;

  /** Texts between the question for their size and their reading. */
  private final Map<String, byte[]> texts = new HashMap<>();

  ModuleFileSystem(ModuleGraph graph) {
    this.graph = graph;
  }

  /** {@code specifier} as {@code referrer} means it. */
  ModulePath resolve(String specifier, ModulePath referrer) {
    try {
      return ModulePath.of(this, graph.resolve(specifier, graph.referrer(referrer)));
    } catch (ResolutionException e) {
      return ModulePath.failed(this, specifier, e);
    }
  }

  /** The path of a module that is loaded, or of a specifier that comes from no module. */
  @Override
  public Path parsePath(String path) {
    Location known = graph.known(path);
    if (known != null) {
      return ModulePath.of(this, known);
    }
    try {
      return ModulePath.of(this, graph.resolve(path, graph.workingDirectory()));
    } catch (ResolutionException e) {
      return ModulePath.failed(this, path, e);
    }
  }

  @Override
  public Path parsePath(URI uri) {
    return parsePath(uri.toString());
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
      throws IOException {
    if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
      throw denied(path);
    }
    try {
      location(path);
    } catch (ResolutionException e) {
      // The loader goes on with the path and shows the failure when it reads from it.
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    return ModulePath.of(this, location(path));
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return path;
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    byte[] text = graph.text(location(path));
    texts.put(path.toString(), text);
    return Map.of(
        "size", (long) text.length,
        "isRegularFile", true,
        "isDirectory", false,
        "isSymbolicLink", false,
        "isOther", false);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    for (OpenOption option : options) {
      if (option != java.nio.file.StandardOpenOption.READ) {
        throw denied(path);
      }
    }
    byte[] text = texts.remove(path.toString());
    return new BytesChannel(text != null ? text : graph.text(location(path)));
  }

  @Override
  public String getMimeType(Path path) {
    try {
      return graph.looksAt(location(path)) == Location.Format.JSON
          ? "application/json"
          : "application/javascript+module";
    } catch (ResolutionException e) {
      return "application/javascript+module";
    }
  }

  @Override
  public Charset getEncoding(Path path) {
    return StandardCharsets.UTF_8;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public String getPathSeparator() {
    return ":";
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    throw denied(directory);
  }

  @Override
  public void delete(Path path) throws IOException {
    throw denied(path);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    throw denied(directory);
  }

  private static Location location(Path path) throws ResolutionException {
    return ((ModulePath) path).location();
  }

  private static AccessDeniedException denied(Path path) {
    return new AccessDeniedException(path.toString());
  }
}
