package dev.sluice.runtime.modules;

import java.util.List;

/** Modules that are written by the loader. They read from {@code modules.js}. */
final class GeneratedText {
  /** The specifier by which generated modules, and no others, import {@link Location.OfSupport}. */
  static final String SUPPORT = "#/support";

  private static final String IMPORT_SUPPORT = "import * as support from \"" + SUPPORT + "\";\n";

  private GeneratedText() {}

  /** The hidden module of {@link Location.OfScope}. */
  static String scope(String owner) {
    return IMPORT_SUPPORT + "export const { meta, load } = support.scope(" + quote(owner) + ");";
  }

  /** A module of the host: the properties of an object as exports. */
  static String host(String specifier, List<String> names) {
    StringBuilder text = new StringBuilder(64 + 32 * names.size());
    text.append(IMPORT_SUPPORT)
        .append("const all = support.provided(")
        .append(quote(specifier))
        .append(");\n");
    StringBuilder list = new StringBuilder();
    boolean hasDefault = false;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      hasDefault |= name.equals("default");
      text.append("const v").append(i).append(" = all[").append(quote(name)).append("];\n");
      list.append('v').append(i).append(" as ").append(quote(name)).append(", ");
    }
    if (!hasDefault) {
      list.append("all as default");
    }
    return text.append("export { ").append(list).append(" };\n").toString();
  }

  /** A string literal. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
