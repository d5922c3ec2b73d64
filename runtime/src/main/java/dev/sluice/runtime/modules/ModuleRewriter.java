package dev.sluice.runtime.modules;

import dev.sluice.runtime.modules.ModuleScanner.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Gives {@code import.meta} and {@code import()} of a module to our own code.
 *
 * <p>GraalJS offers embedders no hook for either: its {@code import.meta} has a {@code url} only,
 * and a failed {@code import()} rejects with an error that cannot carry a code. So the text that
 * the engine sees has other names in those places, of exactly the same length, and imports them in
 * a line behind the last. Every line and column stays what it was.
 *
 * <p>Specifiers with a scheme are replaced by an alias, shorter and padded with blanks: the engine
 * would not say who imports them, and its own data: URLs allow no blanks and know no UTF-8.
 */
final class ModuleRewriter {
  /** The specifier of the hidden module; no package can define an import of that form. */
  static final String SCOPE = "#/";

  private static final String META = "import$meta";
  private static final String CALL = "$load$";
  private static final String FOOTER =
      "\nimport{meta as " + META + ",load as " + CALL + "}from\"" + SCOPE + "\";";

  private ModuleRewriter() {}

  /**
   * @param text what the engine is to see
   * @param declared "line:column" of the first declaration that names a specifier
   * @param called the same of the one call of {@code import()} that does; "" where there are
   *     several
   */
  record Result(String text, Map<String, String> declared, Map<String, String> called) {}

  /**
   * @param alias gives the short name that stands for a specifier with a scheme
   */
  static Result rewrite(String text, UnaryOperator<String> alias) {
    if (!text.contains("import") && !text.contains("from")) {
      return new Result(text, Map.of(), Map.of());
    }
    List<Place> places = ModuleScanner.scan(text);
    boolean taken = text.contains(META) || text.contains(CALL);
    Map<String, String> declarations = new HashMap<>();
    Map<String, String> calls = new HashMap<>();
    StringBuilder out = new StringBuilder(text);
    boolean scope = false;
    for (Place place : places) {
      switch (place) {
        case Place.Meta meta -> scope |= !taken && put(out, META, meta);
        case Place.Call call -> scope |= !taken && put(out, CALL, call);
        case Place.Argument argument ->
            calls.merge(
                argument.specifier(),
                ModuleScanner.position(text, argument.start()),
                (one, other) -> "");
        case Place.Declared declared -> {
          String specifier = declared.specifier();
          declarations.computeIfAbsent(
              specifier, key -> ModuleScanner.position(text, declared.start()));
          if (specifier.indexOf(':') > 0
              && specifier.indexOf('\\') < 0
              && !specifier.startsWith(".")
              && !specifier.startsWith("/")) {
            String quoted = '"' + alias.apply(specifier) + '"';
            if (quoted.length() <= declared.end() - declared.start()) {
              put(out, quoted, declared);
            }
          }
        }
      }
    }
    if (scope) {
      out.append(FOOTER);
    }
    return new Result(out.toString(), declarations, calls);
  }

  /**
   * Puts {@code replacement} at the start of {@code place} and blanks behind it; not over a line's
   * end.
   */
  private static boolean put(StringBuilder out, String replacement, Place place) {
    for (int i = place.start(); i < place.end(); i++) {
      char c = out.charAt(i);
      if (c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029') {
        return false;
      }
    }
    for (int i = place.start(); i < place.end(); i++) {
      int index = i - place.start();
      out.setCharAt(i, index < replacement.length() ? replacement.charAt(index) : ' ');
    }
    return true;
  }
}
