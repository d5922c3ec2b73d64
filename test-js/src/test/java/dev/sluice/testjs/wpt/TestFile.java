package dev.sluice.testjs.wpt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test file and one of its variants, with what its {@code // META:} lines say.
 *
 * @param path from the corpus' root
 * @param variant the query of the address it is run at, with its question mark, or the empty string
 * @param title what {@code META: title} says
 * @param scripts paths from the corpus' root of the scripts that come before the test
 * @param isLong whether {@code META: timeout=long} asks for patience
 */
record TestFile(
    String path, String variant, @Nullable String title, List<String> scripts, boolean isLong) {

  private static final String META = "// META: ";

  TestFile {
    scripts = List.copyOf(scripts);
  }

  /** The name in expectations and reports: the path and the variant. */
  String name() {
    return path + variant;
  }

  /** Reads the head of a file; gives one for each of its variants. */
  static List<TestFile> read(Corpus corpus, String path) throws IOException {
    String title = null;
    boolean isLong = false;
    List<String> scripts = new ArrayList<>();
    List<String> variants = new ArrayList<>();
    for (String line : corpus.read(path).lines().takeWhile(l -> l.startsWith("//")).toList()) {
      if (!line.startsWith(META) || line.indexOf('=') < 0) {
        continue;
      }
      String value = line.substring(line.indexOf('=') + 1).strip();
      switch (line.substring(META.length(), line.indexOf('=')).strip()) {
        case "title" -> title = value;
        case "timeout" -> isLong = value.equals("long");
        case "script" -> scripts.add(resolve(path, value));
        case "variant" -> variants.add(value);
        default -> {} // `global` says where browsers run it; here there is one kind of global
      }
    }
    if (variants.isEmpty()) {
      variants.add("");
    }
    List<TestFile> files = new ArrayList<>();
    for (String variant : variants) {
      files.add(new TestFile(path, variant, title, scripts, isLong));
    }
    return files;
  }

  /**
   * A reference from within a test file, absolute or relative to its folder, as a path from the
   * root.
   */
  static String resolve(String path, String reference) {
    if (reference.equals("/resources/WebIDLParser.js")) {
      // An address that WPT's server rewrites.
      return "resources/webidl2/lib/webidl2.js";
    }
    return java.net.URI.create("/" + path).resolve(reference).getPath().substring(1);
  }
}
