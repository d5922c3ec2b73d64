package dev.sluice.image;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.internal.module.ModulePath;
import jdk.tools.jlink.builder.DefaultImageBuilder;
import jdk.tools.jlink.internal.Jlink;
import jdk.tools.jlink.internal.JlinkTask;
import jdk.tools.jlink.internal.Platform;
import jdk.tools.jlink.internal.PluginRepository;
import jdk.tools.jlink.plugin.Plugin;

/**
 * Links a run-time image by the internal API of jlink. The command {@code jlink} cannot: the JDK
 * has a module {@code jdk.graal.compiler} of its own, an empty one, and prefers it to the
 * compiler's jar. Here the jar comes first.
 */
final class ImageLinker {
  /**
   * Needed by no {@code requires}: the compiler and its interface to HotSpot, flight recording,
   * legacy text encodings.
   */
  private static final Set<String> OF_THE_JDK =
      Set.of(
          "jdk.graal.compiler", "jdk.internal.vm.ci", "jdk.jfr", "jdk.management", "jdk.charsets");

  private final Path parts;
  private final Path jdk = Path.of(System.getProperty("java.home"));

  ImageLinker(Path parts) {
    this.parts = parts;
  }

  void link(Path image) throws IOException, BuildException {
    ModuleFinder ours = ModuleFinder.of(parts.resolve("modules"));
    ModuleFinder compiler = ModuleFinder.of(parts.resolve("compiler"));
    if (compiler.find("jdk.graal.compiler").isEmpty()) {
      throw new BuildException("there is no Graal compiler in " + parts.resolve("compiler"));
    }
    Set<String> roots = new HashSet<>(OF_THE_JDK);
    ours.findAll().forEach(module -> roots.add(module.descriptor().name()));

    // A JDK without jmods links from its own image.
    Path jmods = jdk.resolve("jmods");
    boolean fromRuntime = !Files.isDirectory(jmods);
    ModuleFinder system =
        fromRuntime ? ModuleFinder.ofSystem() : ModulePath.of(Runtime.version(), true, jmods);
    ModuleFinder finder =
        JlinkTask.limitFinder(ModuleFinder.compose(compiler, system, ours), Set.of(), roots);
    List<Plugin> plugins =
        List.of(
            plugin("strip-java-debug-attributes", ""),
            plugin("add-options", String.join(" ", JvmOptions.baked())));
    try {
      new Jlink()
          .build(
              new Jlink.JlinkConfiguration(image, roots, finder, fromRuntime, false, false),
              new Jlink.PluginsConfiguration(
                  plugins, new DefaultImageBuilder(image, Map.of(), Platform.runtime()), null));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new BuildException("jlink failed: " + e);
    }
  }

  private static Plugin plugin(String name, String value) {
    Plugin plugin = PluginRepository.getPlugin(name, ModuleLayer.boot());
    plugin.configure(new HashMap<>(Map.of(name, value)));
    return plugin;
  }
}
