package dev.sluice.bridge.http.server.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bridge.BridgeException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The path of a route as a script writes it: {@code /users/:id/posts}, {@code /files/*}. Segments
 * are compared as they are in the request, without decoding; what a URL cannot hold as it is
 * (spaces, letters beyond ASCII) is written here in either form.
 *
 * @param text as it was written
 * @param segments what lies between the slashes; the last one is empty where a slash ends the path
 */
public record RoutePattern(String text, List<Segment> segments) {
  /** What one segment of a path has to be. */
  public sealed interface Segment {}

  /** Exactly this text, percent-encoded where a URL is. */
  public record Literal(String text) implements Segment {}

  /** Anything that is not empty; the handler gets it by this name. */
  public record Parameter(String name) implements Segment {}

  /** Anything, also nothing and also several segments. Only as the last one. */
  public record Wildcard() implements Segment {}

  public RoutePattern {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a pattern.
   *
   * @throws BridgeException ERR_INVALID_ARG_VALUE, a TypeError that says what is wrong
   */
  public static RoutePattern parse(String text) {
    if (!text.startsWith("/")) {
      throw invalid(text, "a path begins with '/'");
    }
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw invalid(text, "a path has neither '?' nor '#'");
    }
    List<Segment> segments = new ArrayList<>();
    List<String> names = new ArrayList<>();
    String[] parts = text.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.startsWith(":")) {
        String name = part.substring(1);
        if (name.isEmpty()) {
          throw invalid(text, "a parameter needs a name");
        }
        if (names.contains(name)) {
          throw invalid(text, "the parameter '" + name + "' is there twice");
        }
        names.add(name);
        segments.add(new Parameter(name));
      } else if (part.equals("*")) {
        if (i < parts.length - 1) {
          throw invalid(text, "'*' can only be the last segment");
        }
        segments.add(new Wildcard());
      } else {
        segments.add(new Literal(encode(part)));
      }
    }
    return new RoutePattern(text, segments);
  }

  /** The names of the parameters, in order. */
  public List<String> parameterNames() {
    List<String> names = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment instanceof Parameter(String name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Is there one path only that it stands for? */
  boolean isExact() {
    return segments.stream().allMatch(Literal.class::isInstance);
  }

  /** The path of a pattern that is exact, encoded as in a URL. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (Segment segment : segments) {
      if (segment instanceof Literal(String literal)) {
        path.append('/').append(literal);
      }
    }
    return path.toString();
  }

  /** What a URL's path has to have encoded (URL Standard, path percent-encode set). */
  private static String encode(String segment) {
    StringBuilder encoded = new StringBuilder(segment.length());
    for (byte b : segment.getBytes(UTF_8)) {
      if (b <= ' ' || b == 0x7F || "\"<>^`{}".indexOf(b) >= 0) {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      } else {
        encoded.append((char) b);
      }
    }
    return encoded.toString();
  }

  private static BridgeException invalid(String text, String why) {
    return BridgeException.type("ERR_INVALID_ARG_VALUE", "Invalid route '" + text + "': " + why);
  }
}
