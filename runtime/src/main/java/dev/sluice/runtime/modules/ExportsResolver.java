package dev.sluice.runtime.modules;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.sluice.runtime.modules.ResolutionException.Kind;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code exports} and {@code imports} of a package: PACKAGE_EXPORTS_RESOLVE,
 * PACKAGE_IMPORTS_EXPORTS_RESOLVE, PACKAGE_TARGET_RESOLVE and PATTERN_KEY_COMPARE of Node's ESM
 * resolution algorithm.
 *
 * <p>One departure: a condition whose target is TypeScript is passed over while another one
 * matches. Packages for Bun name their sources under {@code "bun"}, and their JavaScript below it.
 */
final class ExportsResolver {
  /** A segment that would leave the package or reach into its dependencies. */
  private static final Pattern INVALID_SEGMENT =
      Pattern.compile(
          "(^|[/\\\\])((\\.|%2e)(\\.|%2e)?|(n|%6e|%4e)(o|%6f|%4f)(d|%64|%44)(e|%65|%45)(_|%5f)"
              + "(m|%6d|%4d)(o|%6f|%4f)(d|%64|%44)(u|%75|%55)(l|%6c|%4c)(e|%65|%45)(s|%73|%53))?"
              + "([/\\\\]|$)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TYPESCRIPT = Pattern.compile(".*\\.[mc]?tsx?");
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,9}");

  private final Set<String> conditions;
  private final PackageTargets packages;

  /** Resolves a target of {@code imports} that names another package: PACKAGE_RESOLVE. */
  @FunctionalInterface
  interface PackageTargets {
    Path resolve(String specifier, Path folder) throws ResolutionException;
  }

  ExportsResolver(Set<String> conditions, PackageTargets packages) {
    this.conditions = conditions;
    this.packages = packages;
  }

  /** PACKAGE_EXPORTS_RESOLVE: {@code subpath} is "." or begins with "./". */
  Path exports(PackageJson json, String subpath, String asker) throws ResolutionException {
    Object exports = json.exports();
    Target target = Target.UNDEFINED;
    if (exports instanceof JsonObject object && hasPaths(json, object)) {
      target = match(json, object, subpath, false);
    } else if (subpath.equals(".")) {
      target = target(json, exports, null, false, "exports", subpath);
    }
    if (target instanceof Target.Found found) {
      return found.path();
    }
    throw new ResolutionException(
        Kind.PACKAGE_PATH_NOT_EXPORTED,
        "%s by \"exports\" of %s for the conditions %s, imported from %s"
            .formatted(
                subpath.equals(".")
                    ? "No main entry is defined"
                    : "The subpath '" + subpath + "' is not defined",
                json.file(),
                String.join(", ", conditions),
                asker));
  }

  /** Are the keys subpaths, and not conditions? */
  private static boolean hasPaths(PackageJson json, JsonObject exports) throws ResolutionException {
    long paths = exports.keySet().stream().filter(key -> key.startsWith(".")).count();
    if (paths > 0 && paths < exports.size()) {
      throw new ResolutionException(
          Kind.INVALID_PACKAGE_CONFIG,
          "Invalid package config %s: keys of \"exports\" all start with '.', or none does"
              .formatted(json.file()));
    }
    return paths > 0;
  }

  /** PACKAGE_IMPORTS_RESOLVE, once the package of the asker is known. */
  Path imports(PackageJson json, JsonObject imports, String specifier, String asker)
      throws ResolutionException {
    if (match(json, imports, specifier, true) instanceof Target.Found found) {
      return found.path();
    }
    throw notDefined(specifier, json, asker);
  }

  static ResolutionException notDefined(
      String specifier, @Nullable PackageJson scope, String asker) {
    return new ResolutionException(
        Kind.PACKAGE_IMPORT_NOT_DEFINED,
        "The import '%s' is not defined by \"imports\" of %s, imported from %s"
            .formatted(
                specifier,
                scope == null ? "a package.json of its folder or above" : scope.file(),
                asker));
  }

  /** PACKAGE_IMPORTS_EXPORTS_RESOLVE. */
  private Target match(PackageJson json, JsonObject map, String key, boolean imports)
      throws ResolutionException {
    String field = imports ? "imports" : "exports";
    if (key.endsWith("/")) {
      return Target.UNDEFINED;
    }
    if (map.containsKey(key) && key.indexOf('*') < 0) {
      return target(json, map.get(key), null, imports, field, key);
    }
    List<String> patterns =
        map.keySet().stream()
            .filter(name -> name.indexOf('*') >= 0 && name.indexOf('*') == name.lastIndexOf('*'))
            .sorted(ExportsResolver::compareKeys)
            .toList();
    for (String pattern : patterns) {
      int star = pattern.indexOf('*');
      String base = pattern.substring(0, star);
      String trailer = pattern.substring(star + 1);
      if (key.startsWith(base)
          && !key.equals(base)
          && (trailer.isEmpty() || (key.endsWith(trailer) && key.length() >= pattern.length()))) {
        String part = key.substring(base.length(), key.length() - trailer.length());
        return target(json, map.get(pattern), part, imports, field, key);
      }
    }
    return Target.UNDEFINED;
  }

  /** PATTERN_KEY_COMPARE: the more specific key first. */
  private static int compareKeys(String a, String b) {
    return Comparator.<String>comparingInt(key -> -(key.indexOf('*') + 1))
        .thenComparingInt(key -> -key.length())
        .compare(a, b);
  }

  /** PACKAGE_TARGET_RESOLVE. */
  private Target target(
      PackageJson json,
      @Nullable Object target,
      @Nullable String part,
      boolean imports,
      String field,
      String key)
      throws ResolutionException {
    return switch (target) {
      case null -> Target.NONE;
      case String path -> pathTarget(json, path, part, imports, field, key);
      case JsonObject object -> conditionTarget(json, object, part, imports, field, key);
      case JsonArray array -> arrayTarget(json, array, part, imports, field, key);
      default -> throw invalidTarget(json, String.valueOf(target), field, key);
    };
  }

  private Target pathTarget(
      PackageJson json,
      String target,
      @Nullable String part,
      boolean imports,
      String field,
      String key)
      throws ResolutionException {
    if (!target.startsWith("./")) {
      boolean url = target.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
      if (!imports || target.startsWith("../") || target.startsWith("/") || url) {
        throw invalidTarget(json, target, field, key);
      }
      String specifier = part == null ? target : target.replace("*", part);
      return new Target.Found(packages.resolve(specifier, json.folder()));
    }
    if (INVALID_SEGMENT.matcher(target.substring(2)).find()) {
      throw invalidTarget(json, target, field, key);
    }
    if (part == null) {
      return new Target.Found(file(json, target));
    }
    if (INVALID_SEGMENT.matcher(part).find()) {
      throw new ResolutionException(
          Kind.INVALID_MODULE_SPECIFIER,
          "Invalid module specifier: '%s' cannot stand for the '*' in \"%s\" of %s"
              .formatted(part, field, json.file()));
    }
    return new Target.Found(file(json, target.replace("*", part)));
  }

  private static Path file(PackageJson json, String target) {
    String path = FileUrl.decodeText(target);
    return json.folder().resolve(path).normalize();
  }

  private Target conditionTarget(
      PackageJson json,
      JsonObject object,
      @Nullable String part,
      boolean imports,
      String field,
      String key)
      throws ResolutionException {
    if (object.keySet().stream().anyMatch(name -> INDEX.matcher(name).matches())) {
      throw new ResolutionException(
          Kind.INVALID_PACKAGE_CONFIG,
          "Invalid package config %s: \"%s\" cannot have numbers as conditions"
              .formatted(json.file(), field));
    }
    Target source = Target.UNDEFINED;
    for (var entry : object.entrySet()) {
      if (!entry.getKey().equals("default") && !conditions.contains(entry.getKey())) {
        continue;
      }
      Target resolved = target(json, entry.getValue(), part, imports, field, key);
      if (resolved instanceof Target.Found found
          && TYPESCRIPT.matcher(found.path().toString()).matches()) {
        source = source == Target.UNDEFINED ? resolved : source;
      } else if (resolved != Target.UNDEFINED) {
        return resolved;
      }
    }
    return source;
  }

  private Target arrayTarget(
      PackageJson json,
      JsonArray array,
      @Nullable String part,
      boolean imports,
      String field,
      String key)
      throws ResolutionException {
    ResolutionException last = null;
    Target result = Target.NONE;
    for (Object element : array) {
      try {
        result = target(json, element, part, imports, field, key);
      } catch (ResolutionException e) {
        if (e.kind() != Kind.INVALID_PACKAGE_TARGET) {
          throw e;
        }
        last = e;
        continue;
      }
      last = null;
      if (result instanceof Target.Found) {
        return result;
      }
    }
    if (last != null) {
      throw last;
    }
    return result;
  }

  private static ResolutionException invalidTarget(
      PackageJson json, String target, String field, String key) {
    String hint =
        field.equals("exports") && !target.startsWith("./") ? "; targets must start with './'" : "";
    return new ResolutionException(
        Kind.INVALID_PACKAGE_TARGET,
        "Invalid target '%s' for '%s' in \"%s\" of %s%s"
            .formatted(target, key, field, json.file(), hint));
  }

  /** What a target gives: a path, an explicit null, or nothing. */
  private sealed interface Target {
    Target NONE = new Nothing("null");
    Target UNDEFINED = new Nothing("undefined");

    record Found(Path path) implements Target {}

    record Nothing(String kind) implements Target {}
  }
}
