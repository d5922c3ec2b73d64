package dev.sluice.runtime.modules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The modules of one context.
 *
 * <p>First give {@link #fileSystem} to the context's builder, with the option {@value
 * #RELATIVE_LOOKUP} set to true; then {@link #attach} the context before any script runs in it.
 * From there on all belongs to the thread of the context.
 */
public final class ModuleLoader {
  /** The option of GraalJS that this loader needs, on the context or its engine. */
  public static final String RELATIVE_LOOKUP = "js.esm-bare-specifier-relative-lookup";

  /** The conditions for "exports" and "imports" that hold besides "default". */
  public static final Set<String> DEFAULT_CONDITIONS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(List.of("sluice", "bun", "node", "import", "module")));

  private static final Source SUPPORT = support();

  private final ModuleGraph graph;
  private final ModuleFileSystem fileSystem;
  private final ModuleBridge bridge;

  /** A loader with the usual conditions and no modules of the host. */
  public ModuleLoader(Path workingDirectory) {
    this(workingDirectory, DEFAULT_CONDITIONS, SyntheticModules.NONE);
  }

  /**
   * @param workingDirectory an absolute path: what comes from no file imports from here
   * @param conditions those that hold besides "default"; their order does not matter
   * @param synthetic the modules of the host
   */
  public ModuleLoader(Path workingDirectory, Set<String> conditions, SyntheticModules synthetic) {
    graph = new ModuleGraph(workingDirectory, new Resolver(conditions, synthetic), synthetic);
    fileSystem = new ModuleFileSystem(graph);
    bridge = new ModuleBridge(graph, synthetic);
  }

  /** The file system for the context's {@code IOAccess}. It reads modules and nothing else. */
  public FileSystem fileSystem() {
    return fileSystem;
  }

  /** Prepares a context that was built with {@link #fileSystem}; before any script runs. */
  public void attach(Context context) {
    context.getBindings("js").putMember("sluice$host", bridge);
    context.eval(SUPPORT);
  }

  /**
   * Imports a module as a script in the working directory would.
   *
   * @return a promise for its namespace
   */
  public Value importModule(String specifier) {
    return load(specifier, graph.workingDirectory());
  }

  /**
   * Imports the file that a program starts with: its {@code import.meta.main} is true, and it may
   * have any extension.
   *
   * @return a promise for its namespace
   * @throws IOException if there is no such file
   */
  public Value importMain(Path file) throws IOException {
    Path real = file.toRealPath();
    Location location = new Location.OfFile(real, "", Location.Format.MODULE);
    if (Files.isDirectory(real)) {
      return importModule(FileUrl.of(real));
    }
    return importMain(location);
  }

  /**
   * Imports code that is in no file, as if it were a file in the working directory. Each call makes
   * a module of its own.
   *
   * @param name what stacks call it, such as {@code [eval]}
   * @return a promise for its namespace
   */
  public Value importMain(String code, String name) {
    Path folder = Objects.requireNonNull(graph.workingDirectory().base());
    Path file = folder.resolve(name);
    for (int n = 2; graph.known(file.toString()) != null; n++) {
      file = folder.resolve(name + " (" + n + ")");
    }
    return importMain(
        new Location.OfText(
            file.toString(), FileUrl.of(file), code, Location.Format.MODULE, folder));
  }

  private Value importMain(Location location) {
    graph.add(location);
    bridge.main(location.id());
    return load(graph.importable(location), graph.workingDirectory());
  }

  private Value load(String specifier, Location referrer) {
    return bridge.load().execute(specifier, referrer.id());
  }

  private static Source support() {
    try (InputStream in =
        Objects.requireNonNull(ModuleLoader.class.getResourceAsStream("modules.js"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Source.newBuilder("js", text, Location.OfSupport.ID)
          .mimeType("application/javascript+module")
          .internal(true)
          .buildLiteral();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
