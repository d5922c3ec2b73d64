package dev.sluice.runtime.modules;

import dev.sluice.runtime.modules.ResolutionException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a specifier means: ESM_RESOLVE of Node's ESM resolution algorithm. Not for several threads.
 */
final class Resolver {
  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
  private static final Pattern ENCODED_SLASH = Pattern.compile("%2f|%5c", Pattern.CASE_INSENSITIVE);

  private static final Path ROOT = Path.of("/");

  private final PackageResolver packages;
  private final SyntheticModules synthetic;

  Resolver(Set<String> conditions, SyntheticModules synthetic) {
    packages = new PackageResolver(conditions);
    this.synthetic = synthetic;
  }

  /**
   * The module that {@code specifier} means.
   *
   * @param base the folder that relative specifiers and packages are looked up from, or null if the
   *     asker lies in none
   * @param asker who imports, for messages
   * @throws ResolutionException if there is none
   */
  Location resolve(String specifier, @Nullable Path base, String asker) throws ResolutionException {
    Found found = find(specifier, base, asker);
    return switch (found) {
      case Found.Module module -> module.location();
      case Found.File file -> load(file, specifier, asker);
    };
  }

  /** What {@code import.meta.resolve} answers: the URL, also of a path that no file is at. */
  String resolveUrl(String specifier, @Nullable Path base, String asker)
      throws ResolutionException {
    return switch (find(specifier, base, asker)) {
      case Found.Module module -> module.location().url();
      case Found.File file -> {
        Path path = file.path();
        try {
          path = path.toRealPath();
        } catch (IOException e) {
          // A path need not exist to have a URL.
        }
        yield FileUrl.of(path) + (file.folder() ? "/" : "") + file.suffix();
      }
    };
  }

  private Found find(String specifier, @Nullable Path base, String asker)
      throws ResolutionException {
    if (synthetic.provides(specifier)) {
      return new Found.Module(new Location.OfHost(specifier));
    }
    if (SCHEME.matcher(specifier).matches()) {
      return url(specifier, asker);
    }
    if (base == null) {
      throw new ResolutionException(
          Kind.UNSUPPORTED_RESOLVE_REQUEST,
          "Cannot import '%s' from %s: that module lies in no folder, it can import URLs and built-in modules only"
              .formatted(specifier, asker));
    }
    if (specifier.startsWith("./")
        || specifier.startsWith("../")
        || specifier.startsWith("/")
        || specifier.equals(".")
        || specifier.equals("..")) {
      return path(specifier, base, specifier, asker);
    }
    Path path;
    if (specifier.startsWith("#")) {
      path = packages.resolveImport(specifier, base, asker);
    } else if (specifier.isEmpty()) {
      throw PackageResolver.invalidSpecifier(specifier, "it is empty", asker);
    } else {
      path = bare(specifier, base, asker);
    }
    return new Found.File(path, "", false);
  }

  private Path bare(String specifier, Path base, String asker) throws ResolutionException {
    try {
      return packages.resolve(specifier, base, asker);
    } catch (ResolutionException e) {
      if (e.kind() != Kind.PACKAGE_NOT_FOUND) {
        throw e;
      }
      if (NodeModules.isBuiltin(specifier)) {
        throw unknownBuiltin("node:" + specifier, asker);
      }
      Path path = base.resolve(specifier);
      String ending = Files.isRegularFile(path) ? "" : Hints.likelyFile(path);
      throw ending == null
          ? e
          : new ResolutionException(
              e.kind(), e.text() + ". Did you mean './" + sibling(specifier, ending) + "'?");
    }
  }

  private static Found url(String specifier, String asker) throws ResolutionException {
    String scheme = specifier.substring(0, specifier.indexOf(':')).toLowerCase(Locale.ROOT);
    String rest = specifier.substring(scheme.length() + 1);
    return switch (scheme) {
      case "file" -> {
        String path = rest;
        if (rest.startsWith("//")) {
          int end = rest.indexOf('/', 2);
          String host = rest.substring(2, end < 0 ? rest.length() : end);
          if (!host.isEmpty() && !host.equals("localhost")) {
            throw new ResolutionException(
                Kind.INVALID_FILE_URL_HOST,
                "The file URL '%s' imported from %s has a host; only localhost is allowed"
                    .formatted(specifier, asker));
          }
          path = end < 0 ? "/" : rest.substring(end);
        }
        yield path(path, ROOT, specifier, asker);
      }
      case "data" -> new Found.Module(DataUrl.parse(specifier, asker));
      case "node", "bun" -> throw unknownBuiltin(specifier, asker);
      default ->
          throw new ResolutionException(
              Kind.UNSUPPORTED_ESM_URL_SCHEME,
              "Cannot import '%s' from %s: only file:, data: and the names of built-in modules can be imported, not %s:"
                  .formatted(specifier, asker, scheme));
    };
  }

  private static ResolutionException unknownBuiltin(String specifier, String asker) {
    return new ResolutionException(
        Kind.UNKNOWN_BUILTIN_MODULE,
        "No such built-in module: '%s' imported from %s (Sluice %s)"
            .formatted(
                specifier,
                asker,
                specifier.startsWith("node:") && NodeModules.isBuiltin(specifier.substring(5))
                    ? "does not have this module of Node yet"
                    : "has no module of that name"));
  }

  private static Found path(String text, Path base, String specifier, String asker)
      throws ResolutionException {
    int end = text.length();
    for (int i = 0; i < text.length() && end == text.length(); i++) {
      if (text.charAt(i) == '?' || text.charAt(i) == '#') {
        end = i;
      }
    }
    String path = text.substring(0, end);
    if (ENCODED_SLASH.matcher(path).find()) {
      throw PackageResolver.invalidSpecifier(
          specifier, "it must not hold encoded '/' or '\\' characters", asker);
    }
    boolean folder =
        path.endsWith("/")
            || path.endsWith("/.")
            || path.endsWith("/..")
            || path.matches("\\.\\.?");
    String decoded = FileUrl.decodeText(path);
    try {
      return new Found.File(
          base.resolve(decoded).normalize(), FileUrl.encodeSuffix(text.substring(end)), folder);
    } catch (InvalidPathException e) {
      throw PackageResolver.invalidSpecifier(specifier, "it is no valid path", asker);
    }
  }

  /** The end of ESM_RESOLVE, with ESM_FILE_FORMAT: the file must exist and be of a known format. */
  private static Location load(Found.File found, String specifier, String asker)
      throws ResolutionException {
    Path path = found.path();
    if (Files.isDirectory(path)) {
      String file = Hints.likelyFile(path);
      throw new ResolutionException(
          Kind.UNSUPPORTED_DIR_IMPORT,
          "Cannot import the folder %s ('%s' imported from %s)%s"
              .formatted(path, specifier, asker, didYouMean(file, specifier)));
    }
    Path real;
    try {
      real = path.toRealPath();
      if (found.folder()) {
        throw new java.nio.file.NotDirectoryException(path.toString());
      }
    } catch (IOException e) {
      String file = Hints.likelyFile(path);
      throw new ResolutionException(
          Kind.MODULE_NOT_FOUND,
          "Cannot find module '%s' imported from %s (tried %s)%s"
              .formatted(specifier, asker, path, didYouMean(file, specifier)));
    }
    return new Location.OfFile(real, found.suffix(), format(real, specifier, asker));
  }

  private static Location.Format format(Path file, String specifier, String asker)
      throws ResolutionException {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String extension = dot <= 0 ? "" : name.substring(dot);
    return switch (extension) {
      case ".js", ".mjs" -> Location.Format.MODULE;
      case ".json" -> Location.Format.JSON;
      default -> {
        String why =
            switch (extension) {
              case ".cjs" -> "CommonJS modules (.cjs) are not supported yet";
              case ".ts", ".tsx", ".mts", ".cts" -> "TypeScript is not supported";
              case "" -> "a module's file needs an extension: .js, .mjs or .json";
              default -> "the extension '" + extension + "' is not known: use .js, .mjs or .json";
            };
        throw new ResolutionException(
            Kind.UNKNOWN_FILE_EXTENSION,
            "Cannot import %s ('%s' imported from %s): %s".formatted(file, specifier, asker, why));
      }
    };
  }

  private static String didYouMean(@Nullable String file, String specifier) {
    return file == null ? "" : ". Did you mean '" + sibling(specifier, file) + "'?";
  }

  /** {@code specifier} with the ending that {@link Hints} found. */
  private static String sibling(String specifier, String ending) {
    String stem =
        specifier.endsWith("/") ? specifier.substring(0, specifier.length() - 1) : specifier;
    if (ending.startsWith(".")) {
      int dot = stem.lastIndexOf('.');
      boolean replace =
          dot > stem.lastIndexOf('/') + 1 && stem.substring(dot).matches("\\.[mc]?[jt]sx?");
      return (replace ? stem.substring(0, dot) : stem) + ending;
    }
    return stem + ending;
  }

  /** What is found before any file is looked at. */
  private sealed interface Found {
    record Module(Location location) implements Found {}

    record File(Path path, String suffix, boolean folder) implements Found {}
  }
}
