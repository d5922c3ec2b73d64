package dev.sluice.testjs.wpt;

import java.util.List;

/**
 * A part of the corpus that is run, and how the best of Bun 1.4.5, Deno 2.9.6 and Node 20 did
 * there.
 *
 * @param folder from the corpus' root
 * @param best passed and total of the best peer, or the empty string where nobody has measured the
 *     same files
 */
record Suite(String folder, String best) {

  /** All that {@code mvn verify} runs. A suite joins when the runtime has its globals. */
  static final List<Suite> ALL =
      List.of(
          new Suite("streams", "1403/1415 Bun"),
          new Suite("dom/abort", "35/36"),
          new Suite("dom/events", "39/41 Bun"),
          new Suite("console", "51/51"),
          new Suite("encoding", "11702/11732 Deno"),
          new Suite("hr-time", ""),
          new Suite("html/webappapis/microtask-queuing", ""),
          new Suite("html/webappapis/structured-clone", ""),
          new Suite("html/webappapis/timers", ""),
          new Suite("webidl/ecmascript-binding/es-exceptions", ""));

  /** The suite that a file belongs to. */
  boolean holds(String path) {
    return path.startsWith(folder + "/");
  }
}
