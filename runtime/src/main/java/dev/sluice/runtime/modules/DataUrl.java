package dev.sluice.runtime.modules;

import dev.sluice.runtime.modules.ResolutionException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Modules in data: URLs (Fetch, «data: URL processor»). The text is always UTF-8, as in all
 * modules.
 */
final class DataUrl {
  private DataUrl() {}

  static Location parse(String url, String asker) throws ResolutionException {
    int fragment = url.indexOf('#');
    String body = url.substring("data:".length(), fragment < 0 ? url.length() : fragment);
    int comma = body.indexOf(',');
    if (comma < 0) {
      throw new ResolutionException(
          Kind.INVALID_URL, "Invalid data: URL imported from %s: it has no comma".formatted(asker));
    }
    String type = body.substring(0, comma).strip();
    byte[] bytes = FileUrl.decode(body.substring(comma + 1));
    if (type.toLowerCase(Locale.ROOT).matches(".*; *base64")) {
      type = type.substring(0, type.lastIndexOf(';'));
      bytes = forgivingBase64(bytes, asker);
    }
    String mime = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    Location.Format format =
        switch (mime) {
          case "text/javascript",
              "application/javascript",
              "text/ecmascript",
              "application/ecmascript",
              "application/x-javascript" ->
              Location.Format.MODULE;
          case "application/json", "text/json" -> Location.Format.JSON;
          default ->
              throw new ResolutionException(
                  Kind.UNKNOWN_MODULE_FORMAT,
                  "A data: URL imported from %s has the type '%s'; a module's type is text/javascript or application/json"
                      .formatted(asker, mime));
        };
    return new Location.OfText(url, url, new String(bytes, StandardCharsets.UTF_8), format, null);
  }

  /** Infra, «forgiving-base64 decode». */
  private static byte[] forgivingBase64(byte[] text, String asker) throws ResolutionException {
    String digits = new String(text, StandardCharsets.ISO_8859_1).replaceAll("[\\t\\n\\f\\r ]", "");
    try {
      return Base64.getDecoder().decode(digits);
    } catch (IllegalArgumentException e) {
      throw new ResolutionException(
          Kind.INVALID_URL,
          "Invalid data: URL imported from %s: its base64 is malformed".formatted(asker));
    }
  }
}
