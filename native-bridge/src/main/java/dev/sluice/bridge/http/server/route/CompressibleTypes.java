package dev.sluice.bridge.http.server.route;

import java.util.Locale;
import java.util.Set;

/**
 * Which media types get smaller by compression: texts, and the few binary ones that are not dense.
 */
final class CompressibleTypes {
  private static final Set<String> OTHERS =
      Set.of(
          "application/json",
          "application/javascript",
          "application/ecmascript",
          "application/x-javascript",
          "application/xml",
          "application/xml-dtd",
          "application/graphql",
          "application/graphql-response+json",
          "application/jsonl",
          "application/x-ndjson",
          "application/ndjson",
          "application/yaml",
          "application/toml",
          "application/rtf",
          "application/sql",
          "application/wasm",
          "application/x-sh",
          "application/x-www-form-urlencoded",
          "application/vnd.ms-fontobject",
          "application/x-font-ttf",
          "font/ttf",
          "font/otf",
          "font/collection",
          "image/bmp",
          "image/svg+xml",
          "image/x-icon",
          "image/vnd.microsoft.icon",
          "model/gltf+json",
          "message/rfc822");

  private CompressibleTypes() {}

  /** Is it one of them, by the value of a Content-Type? */
  static boolean has(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .strip()
            .toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || type.endsWith("+json")
        || type.endsWith("+xml")
        || type.endsWith("+text")
        || type.endsWith("+yaml")
        || OTHERS.contains(type);
  }
}
