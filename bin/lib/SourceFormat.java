import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks or rewrites the format of the sources below the working directory: Java by
 * google-java-format, all text files by .editorconfig (LF, no trailing blanks, a final newline, no
 * tabs, lines of JavaScript at most 140 characters).
 *
 * <p>It is a program of its own because the formatter parses with the JDK it runs on, and Maven may
 * run on an older one. Usage: {@code check} (exit 1 and the list of files) or {@code write}.
 */
public final class SourceFormat {
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git", ".idea");
  private static final Set<String> TEXT =
      Set.of("java", "js", "mjs", "json", "md", "xml", "txt", "sh", "properties");
  private static final int JS_COLUMNS = 140;

  public static void main(String[] args) throws Exception {
    boolean write = args.length == 1 && args[0].equals("write");
    List<String> complaints = new ArrayList<>();
    for (Path file : sources(Path.of("."))) {
      String before = Files.readString(file);
      String after = format(file, before);
      if (!after.equals(before)) {
        if (write) {
          Files.writeString(file, after);
          System.err.println("formatted " + file);
        } else {
          complaints.add(file + ": not formatted");
        }
      }
      if (extension(file).endsWith("js")) {
        longLines(file, after, complaints);
      }
    }
    if (!complaints.isEmpty()) {
      complaints.forEach(System.err::println);
      System.err.println("To format: mvn -N initialize -Dformat=write");
      System.exit(1);
    }
  }

  private static String format(Path file, String text) throws Exception {
    StringBuilder clean = new StringBuilder(text.length());
    for (String line : text.replace("\r\n", "\n").stripTrailing().split("\n", -1)) {
      clean.append(line.stripTrailing()).append('\n');
    }
    if (!extension(file).equals("java")) {
      return clean.toString();
    }
    String ordered =
        ImportOrderer.reorderImports(
            RemoveUnusedImports.removeUnusedImports(clean.toString()),
            JavaFormatterOptions.Style.GOOGLE);
    return new Formatter().formatSource(ordered);
  }

  private static void longLines(Path file, String text, List<String> complaints) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.length() > JS_COLUMNS) {
        complaints.add(file + ":" + number + ": longer than " + JS_COLUMNS + " characters");
      }
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            Path name = directory.getFileName();
            return name != null && SKIPPED.contains(name.toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (TEXT.contains(extension(file))) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
