package dev.sluice.testjs.wpt;

import java.io.IOException;
import java.nio.file.Path;

/** One way to get a pinned corpus onto this machine. */
sealed interface CorpusSource permits DebianCorpus, GitCorpus {

  /**
   * The name of the pin: a folder of the cache. Two sources of the very same files have the same
   * pin.
   */
  String pin();

  /** What a person reads about this way in a message. */
  String description();

  /**
   * Unpacks the corpus into {@code target}, an empty folder: {@code target/streams}, {@code
   * target/resources} and so on.
   *
   * @throws IOException if this way is closed on this machine; the message says why
   */
  void fetchInto(Path target) throws IOException, InterruptedException;
}
