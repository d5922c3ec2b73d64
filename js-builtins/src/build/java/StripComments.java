import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Blanks the comments of builtins that are packaged: reading them costs every start. Only comments
 * that fill whole lines, so that every position in the code stays true, and nothing needs to be
 * parsed.
 *
 * <p>Usage: the folder with the copies of the sources. A builtin with a template literal over
 * several lines is refused, since its lines could look like comments.
 */
public final class StripComments {
  public static void main(String[] arguments) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(arguments[0]))) {
      files = all.filter(file -> file.toString().endsWith(".js")).toList();
    }
    for (Path file : files) {
      Files.writeString(file, strip(file, Files.readString(file)));
    }
  }

  private static String strip(Path file, String source) {
    StringBuilder code = new StringBuilder(source.length());
    boolean inComment = false;
    for (String line : source.split("\n", -1)) {
      String text = line.strip();
      if (!inComment && !text.startsWith("//") && !text.startsWith("/*")) {
        if (text.chars().filter(c -> c == '`').count() % 2 != 0) {
          throw new IllegalArgumentException(
              file + ": a template literal over several lines: " + text);
        }
        code.append(line);
      } else if (inComment || text.startsWith("/*")) {
        int end = text.indexOf("*/");
        inComment = end < 0;
        if (!inComment && end + 2 < text.length()) {
          throw new IllegalArgumentException(file + ": code behind a comment: " + text);
        }
      }
      code.append('\n');
    }
    return code.substring(0, code.length() - 1);
  }
}
