package dev.sluice.runtime.modules;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What resolution needs of a package.json. Objects keep the order of their keys, which decides
 * between conditions.
 *
 * @param folder the folder that holds it
 * @param exports string, object, array or null as in the file
 * @param imports object or null
 */
record PackageJson(
    Path folder,
    @Nullable String name,
    @Nullable String main,
    @Nullable String module,
    @Nullable Object exports,
    @Nullable JsonObject imports) {

  /** READ_PACKAGE_JSON: null where {@code folder} has none. */
  static @Nullable PackageJson read(Path folder) throws ResolutionException {
    Path file = folder.resolve("package.json");
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      JsonObject json = JsonParser.object().from(Files.readString(file));
      return new PackageJson(
          folder,
          json.getString("name"),
          json.getString("main"),
          json.getString("module"),
          json.get("exports"),
          json.getObject("imports"));
    } catch (JsonParserException e) {
      throw invalid(file, e.getMessage() + " (line " + e.getLinePosition() + ")");
    } catch (IOException e) {
      throw invalid(file, "it cannot be read: " + e.getMessage());
    }
  }

  /** The file itself. */
  Path file() {
    return folder.resolve("package.json");
  }

  private static ResolutionException invalid(Path file, String reason) {
    return new ResolutionException(
        ResolutionException.Kind.INVALID_PACKAGE_CONFIG,
        "Invalid package config " + file + ": " + reason);
  }
}
