package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.http.FieldSyntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One element of Sec-WebSocket-Extensions (RFC 6455 §9.1).
 *
 * @param parameters by name, in order; the empty string where there is no value
 */
record Extension(String name, Map<String, String> parameters) {

  /** The elements of a field; null if it is malformed. */
  static @Nullable List<Extension> parse(String field) {
    return new Parser(field).list();
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    @Nullable List<Extension> list() {
      List<Extension> all = new ArrayList<>();
      do {
        String name = token();
        Map<String, String> parameters = name.isEmpty() ? null : parameters();
        if (parameters == null) {
          return null;
        }
        all.add(new Extension(name, parameters));
      } while (skip(','));
      return at == text.length() ? all : null;
    }

    private @Nullable Map<String, String> parameters() {
      Map<String, String> parameters = new LinkedHashMap<>();
      while (skip(';')) {
        String name = token();
        String value = "";
        if (skip('=')) {
          value = skip('"') ? quoted() : token();
          if (value.isEmpty()) {
            return null;
          }
        }
        // Twice the same is no offer that anybody could accept (RFC 7692 §7.1).
        if (name.isEmpty() || parameters.putIfAbsent(name, value) != null) {
          return null;
        }
      }
      return parameters;
    }

    private String token() {
      blanks();
      int start = at;
      while (at < text.length() && FieldSyntax.isTokenChar(text.charAt(at))) {
        at++;
      }
      String token = text.substring(start, at);
      blanks();
      return token;
    }

    /** What is quoted has to be a token, too; no escape is needed for one. Empty if it is none. */
    private String quoted() {
      int end = text.indexOf('"', at);
      String inside = end < 0 ? "" : text.substring(at, end);
      at = end < 0 ? text.length() : end + 1;
      blanks();
      return FieldSyntax.isToken(inside) ? inside : "";
    }

    private boolean skip(char wanted) {
      if (at < text.length() && text.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void blanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }
  }
}
