package dev.sluice.testjs.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds the runtimes to compare, and installs those that npm can give. */
final class Contenders {
  private static final String BUN_VERSION = "1.4.5";
  private static final String DENO_VERSION = "2.9.6";

  private final Path bin;
  private final Path cache = Path.of(System.getProperty("user.home"), ".cache", "sluice", "peers");
  private final List<String> missing = new ArrayList<>();

  /**
   * @param bin the folder of this project's own launcher
   */
  Contenders(Path bin) {
    this.bin = bin;
  }

  /** Why peers are left out, a line each. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /** Sluice first, then the peers that there are. */
  List<Contender> find() throws InterruptedException {
    List<Contender> found = new ArrayList<>();
    String own =
        System.getenv().getOrDefault("SLUICE_BENCH_SLUICE", bin.resolve("runtime").toString());
    found.add(new Contender(Contender.SLUICE, List.of(own)));
    onPath("node")
        .ifPresentOrElse(
            node -> found.add(new Contender("node", List.of(node.toString()))),
            () -> missing.add("node: neither SLUICE_BENCH_NODE nor PATH has it"));
    peer("bun", bunPackage(), "bin/bun", BUN_VERSION)
        .ifPresent(bun -> found.add(new Contender("bun", List.of(bun.toString()))));
    peer("deno", denoPackage(), "deno", DENO_VERSION)
        .ifPresent(deno -> found.add(new Contender("deno", List.of(deno.toString(), "run", "-A"))));
    return found;
  }

  private Optional<Path> peer(String name, String npmPackage, String executable, String version)
      throws InterruptedException {
    Optional<Path> present = onPath(name);
    Path installed = cache.resolve("node_modules").resolve(npmPackage).resolve(executable);
    if (present.isPresent() || Files.isExecutable(installed)) {
      return present.or(() -> Optional.of(installed));
    }
    try {
      Files.createDirectories(cache);
      System.err.println("Installing " + name + " " + version + " into " + cache + " …");
      Process npm =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--no-audit",
                  "--no-fund",
                  "--silent",
                  "--prefix",
                  cache.toString(),
                  npmPackage + "@" + version)
              .directory(cache.toFile())
              .inheritIO()
              .start();
      if (!npm.waitFor(5, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
      }
    } catch (IOException e) {
      missing.add(name + ": not on PATH, and npm cannot be started: " + e.getMessage());
      return Optional.empty();
    }
    if (Files.isExecutable(installed)) {
      return Optional.of(installed);
    }
    missing.add(name + ": not on PATH, and npm gave no " + npmPackage);
    return Optional.empty();
  }

  /** An executable named by SLUICE_BENCH_NAME, or found on PATH. */
  Optional<Path> onPath(String name) {
    String given = System.getenv("SLUICE_BENCH_" + name.toUpperCase(Locale.ROOT));
    if (given != null && !given.isBlank()) {
      return Optional.of(Path.of(given));
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, name);
      if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static String bunPackage() {
    return "@oven/bun-%s-%s".formatted(isMac() ? "darwin" : "linux", isArm() ? "aarch64" : "x64");
  }

  private static String denoPackage() {
    String cpu = isArm() ? "arm64" : "x64";
    return isMac() ? "@deno/darwin-" + cpu : "@deno/linux-" + cpu + "-glibc";
  }

  private static boolean isMac() {
    return System.getProperty("os.name").startsWith("Mac");
  }

  private static boolean isArm() {
    return System.getProperty("os.arch").equals("aarch64");
  }
}
