package dev.sluice.runtime.modules;

import com.grack.nanojson.JsonObject;
import dev.sluice.runtime.modules.ResolutionException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds packages: PACKAGE_RESOLVE, PACKAGE_SELF_RESOLVE, PACKAGE_IMPORTS_RESOLVE and
 * LOOKUP_PACKAGE_SCOPE of Node's ESM resolution algorithm. The path it gives may not exist.
 *
 * <p>A package.json is read once in the life of a loader.
 */
final class PackageResolver {
  private final ExportsResolver exports;
  private final Map<Path, Optional<PackageJson>> packages = new HashMap<>();

  PackageResolver(Set<String> conditions) {
    exports =
        new ExportsResolver(conditions, (name, folder) -> resolve(name, folder, folder.toString()));
  }

  /**
   * PACKAGE_RESOLVE: a bare specifier, seen from the files of {@code folder}.
   *
   * @param asker who imports, for messages
   */
  Path resolve(String specifier, Path folder, String asker) throws ResolutionException {
    String name = packageName(specifier, asker);
    String subpath = "." + specifier.substring(name.length());
    Path self = selfResolve(name, subpath, folder, asker);
    if (self != null) {
      return self;
    }
    List<String> tried = new ArrayList<>();
    for (Path parent = folder; parent != null; parent = parent.getParent()) {
      if (parent.endsWith("node_modules")) {
        continue;
      }
      Path modules = parent.resolve("node_modules");
      Path candidate = modules.resolve(name);
      if (!Files.isDirectory(candidate)) {
        if (tried.isEmpty() || Files.isDirectory(modules)) {
          tried.add(candidate.toString());
        }
        continue;
      }
      PackageJson json = packageJson(candidate);
      if (json != null && json.exports() != null) {
        return exports.exports(json, subpath, asker);
      }
      if (subpath.equals(".")) {
        return legacyMain(candidate, json, specifier, asker);
      }
      return candidate.resolve(FileUrl.decodeText(subpath)).normalize();
    }
    throw new ResolutionException(
        Kind.PACKAGE_NOT_FOUND,
        "Cannot find package '%s' imported from %s (tried %s and the node_modules of all folders above)"
            .formatted(name, asker, String.join(", ", tried)));
  }

  /** PACKAGE_IMPORTS_RESOLVE: a specifier that begins with "#". */
  Path resolveImport(String specifier, Path folder, String asker) throws ResolutionException {
    if (specifier.equals("#") || specifier.startsWith("#/")) {
      throw invalidSpecifier(specifier, "it is no name for an entry of \"imports\"", asker);
    }
    PackageJson scope = scope(folder);
    JsonObject imports = scope == null ? null : scope.imports();
    if (scope == null || imports == null) {
      throw ExportsResolver.notDefined(specifier, scope, asker);
    }
    return exports.imports(scope, imports, specifier, asker);
  }

  /** PACKAGE_SELF_RESOLVE: null where {@code name} is not the package that {@code folder} is in. */
  private @Nullable Path selfResolve(String name, String subpath, Path folder, String asker)
      throws ResolutionException {
    PackageJson scope = scope(folder);
    if (scope == null || scope.exports() == null || !name.equals(scope.name())) {
      return null;
    }
    return exports.exports(scope, subpath, asker);
  }

  /** LOOKUP_PACKAGE_SCOPE. */
  private @Nullable PackageJson scope(Path folder) throws ResolutionException {
    for (Path parent = folder; parent != null; parent = parent.getParent()) {
      if (parent.endsWith("node_modules")) {
        return null;
      }
      PackageJson json = packageJson(parent);
      if (json != null) {
        return json;
      }
    }
    return null;
  }

  private @Nullable PackageJson packageJson(Path folder) throws ResolutionException {
    Optional<PackageJson> known = packages.get(folder);
    if (known == null) {
      known = Optional.ofNullable(PackageJson.read(folder));
      packages.put(folder, known);
    }
    return known.orElse(null);
  }

  /** A package without "exports": "module", which is always ESM, before "main", then index.js. */
  private static Path legacyMain(
      Path folder, @Nullable PackageJson json, String specifier, String asker)
      throws ResolutionException {
    List<String> candidates = new ArrayList<>();
    if (json != null && json.module() != null) {
      candidates.add(json.module());
    }
    if (json != null && json.main() != null) {
      String main = json.main();
      candidates.addAll(
          List.of(main, main + ".js", main + ".mjs", main + "/index.js", main + "/index.mjs"));
    }
    candidates.addAll(List.of("index.js", "index.mjs"));
    List<String> tried = new ArrayList<>();
    for (String candidate : candidates) {
      Path file = folder.resolve(candidate).normalize();
      if (Files.isRegularFile(file)) {
        return file;
      }
      tried.add(file.toString());
    }
    throw new ResolutionException(
        Kind.MODULE_NOT_FOUND,
        "Cannot find the main file of package '%s' imported from %s (tried %s)"
            .formatted(specifier, asker, String.join(", ", tried)));
  }

  private static String packageName(String specifier, String asker) throws ResolutionException {
    int end = specifier.indexOf('/');
    if (specifier.startsWith("@")) {
      if (end < 0) {
        throw invalidSpecifier(specifier, "it is no valid package name", asker);
      }
      end = specifier.indexOf('/', end + 1);
    }
    String name = end < 0 ? specifier : specifier.substring(0, end);
    if (name.isEmpty() || name.startsWith(".") || name.contains("\\") || name.contains("%")) {
      throw invalidSpecifier(specifier, "it is no valid package name", asker);
    }
    if (specifier.endsWith("/")) {
      throw invalidSpecifier(specifier, "a package's subpath cannot end with '/'", asker);
    }
    return name;
  }

  static ResolutionException invalidSpecifier(String specifier, String why, String asker) {
    return new ResolutionException(
        Kind.INVALID_MODULE_SPECIFIER,
        "Invalid module specifier '%s' imported from %s: %s".formatted(specifier, asker, why));
  }
}
