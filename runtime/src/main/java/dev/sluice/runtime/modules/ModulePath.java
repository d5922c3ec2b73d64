package dev.sluice.runtime.modules;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/**
 * What GraalJS's loader holds for a module: a path in name only.
 *
 * <p>The loader asks the path of the importing module for its sibling by the name of the specifier,
 * bare names included (option {@code js.esm-bare-specifier-relative-lookup}). So {@link
 * #resolveSibling(String)} sees every specifier together with its referrer, which is all that
 * resolution needs. What fails is kept until {@link ModuleFileSystem#toRealPath}, which may throw.
 */
final class ModulePath implements Path {
  private final ModuleFileSystem owner;
  private final String text;
  private final @Nullable Location location;
  private final @Nullable ResolutionException failure;

  private ModulePath(
      ModuleFileSystem owner,
      String text,
      @Nullable Location location,
      @Nullable ResolutionException failure) {
    this.owner = owner;
    this.text = text;
    this.location = location;
    this.failure = failure;
  }

  static ModulePath of(ModuleFileSystem owner, Location location) {
    return new ModulePath(owner, location.id(), location, null);
  }

  static ModulePath failed(ModuleFileSystem owner, String specifier, ResolutionException failure) {
    return new ModulePath(owner, specifier, null, failure);
  }

  /** The module, or what was wrong with the specifier. */
  Location location() throws ResolutionException {
    if (location != null) {
      return location;
    }
    throw failure != null
        ? failure
        : new ResolutionException(
            ResolutionException.Kind.MODULE_NOT_FOUND, "Cannot find module '" + text + "'");
  }

  @Override
  public Path resolveSibling(String specifier) {
    return owner.resolve(specifier, this);
  }

  @Override
  public @Nullable Path getFileName() {
    return Path.of(
        location == null
            ? "module.mjs"
            : location.format() == Location.Format.JSON ? "module.json" : "module.mjs");
  }

  @Override
  public boolean isAbsolute() {
    return true;
  }

  @Override
  public Path normalize() {
    return this;
  }

  @Override
  public Path toAbsolutePath() {
    return this;
  }

  @Override
  public Path toRealPath(LinkOption... options) {
    return this;
  }

  @Override
  public URI toUri() {
    if (location == null || location instanceof Location.OfText) {
      return URI.create("sluice:text");
    }
    try {
      return URI.create(location.url());
    } catch (IllegalArgumentException e) {
      return location instanceof Location.OfFile file
          ? file.file().toUri()
          : URI.create("sluice:module");
    }
  }

  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModulePath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(Path other) {
    return text.compareTo(other.toString());
  }

  @Override
  public @Nullable Path getRoot() {
    return null;
  }

  @Override
  public @Nullable Path getParent() {
    return null;
  }

  @Override
  public int getNameCount() {
    return 1;
  }

  @Override
  public Path getName(int index) {
    return this;
  }

  @Override
  public Path subpath(int begin, int end) {
    return this;
  }

  @Override
  public boolean startsWith(Path other) {
    return equals(other);
  }

  @Override
  public boolean endsWith(Path other) {
    return equals(other);
  }

  @Override
  public Path resolve(Path other) {
    throw new UnsupportedOperationException();
  }

  /**
   * Paths of modules have no parts that they could share: the engine asks when it names a frame's
   * file in a stack.
   */
  @Override
  public Path relativize(Path other) {
    return other;
  }

  @Override
  public FileSystem getFileSystem() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }
}
