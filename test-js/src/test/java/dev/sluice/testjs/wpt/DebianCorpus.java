package dev.sluice.testjs.wpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The corpus that Node.js carries in its test fixtures, from the source tarball in Debian's pool.
 * Needs no root: the address of the pool is taken from the machine's own configuration of apt, and
 * apt's helper downloads and verifies.
 */
record DebianCorpus(String pin, String tarball, String sha256) implements CorpusSource {
  private static final String HELPER = "/usr/lib/apt/apt-helper";
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(5);
  private static final Duration UNPACK_LIMIT = Duration.ofMinutes(2);

  /** The pool that a source tarball comes from is the same for every release of Debian. */
  private static final List<String> RELEASES =
      List.of("bookworm", "trixie", "forky", "sid", "stable", "testing", "unstable");

  @Override
  public String description() {
    return "Debian's pool, " + tarball;
  }

  @Override
  public void fetchInto(Path target) throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of(HELPER))) {
      throw new IOException("no " + HELPER + ": not a Debian system");
    }
    String pool = pool(target);
    Path archive = target.resolve("corpus.tar.xz");
    Commands.run(
        target,
        DOWNLOAD_LIMIT,
        List.of(
            HELPER,
            "-o",
            "APT::Sandbox::User=",
            "download-file",
            pool + "pool/main/n/nodejs/" + tarball,
            archive.toString(),
            "SHA256:" + sha256));
    Commands.run(
        target,
        UNPACK_LIMIT,
        List.of(
            "tar",
            "-xJf",
            archive.toString(),
            "--strip-components=4",
            "--wildcards",
            "*/test/fixtures/wpt"));
    Files.delete(archive);
  }

  private static String pool(Path folder) throws IOException, InterruptedException {
    Optional<String> known = configuredPool(folder);
    if (known.isPresent()) {
      return known.get();
    }
    // The lists are missing or name nothing of Debian's: fetching them may need rights that we have
    // not.
    try {
      Commands.run(folder, DOWNLOAD_LIMIT, List.of("apt-get", "update"));
    } catch (IOException refused) {
      throw new IOException(
          "apt knows no pool, and updating its lists failed: " + refused.getMessage(), refused);
    }
    return configuredPool(folder)
        .orElseThrow(() -> new IOException("apt is not configured for a release of Debian"));
  }

  private static Optional<String> configuredPool(Path folder)
      throws IOException, InterruptedException {
    String targets =
        Commands.run(
            folder,
            DOWNLOAD_LIMIT,
            List.of(
                "apt-get",
                "indextargets",
                "--format",
                "$(CODENAME) $(REPO_URI)",
                "Created-By: Packages"));
    return RELEASES.stream()
        .flatMap(
            release ->
                targets
                    .lines()
                    .filter(line -> line.startsWith(release + " "))
                    .map(line -> line.substring(release.length() + 1)))
        .findFirst();
  }
}
