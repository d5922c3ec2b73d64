package dev.sluice.testjs.wpt;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A shallow, blobless fetch of the web-platform-tests repository itself. Each folder has a commit
 * of its own, because that is how the corpus in Debian's tarball was put together: both give the
 * very same files.
 */
record GitCorpus(String pin, String repository, Map<String, String> commits)
    implements CorpusSource {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  GitCorpus {
    commits = Map.copyOf(commits);
  }

  @Override
  public String description() {
    return "git, " + repository;
  }

  @Override
  public void fetchInto(Path target) throws IOException, InterruptedException {
    git(target, "init", "--quiet");
    git(target, "remote", "add", "origin", repository);
    git(target, "config", "remote.origin.promisor", "true");
    git(target, "config", "remote.origin.partialclonefilter", "blob:none");
    List<String> fetch = new ArrayList<>(List.of("fetch", "--quiet", "--depth=1"));
    fetch.add("--filter=blob:none");
    fetch.add("origin");
    fetch.addAll(new TreeSet<>(commits.values()));
    git(target, fetch.toArray(String[]::new));
    // A folder inside another one comes after it, and replaces its part.
    for (String folder : new TreeSet<>(commits.keySet())) {
      git(target, "checkout", "--quiet", commits.getOrDefault(folder, ""), "--", folder);
    }
  }

  private static void git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "advice.detachedHead=false"));
    command.addAll(List.of(arguments));
    Commands.run(folder, LIMIT, command);
  }
}
