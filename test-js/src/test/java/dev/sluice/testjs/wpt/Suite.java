package dev.sluice.testjs.wpt;

import java.util.List;

/**
 * A part of the corpus that is run, and how the best of Bun 1.4.5, Deno 2.9.6 and Node 20 did
 * there.
 *
 * @param folder from the corpus' root; or one file
 * @param best passed and total of the best peer, or the empty string where nobody has measured the
 *     same files
 */
record Suite(String folder, String best) {

  /** All that {@code mvn verify} runs. A suite joins when the runtime has its globals. */
  static final List<Suite> ALL =
      List.of(
          new Suite("streams", "1403/1415 Bun"),
          new Suite("compression", "254/256"),
          new Suite("dom/abort", "35/36"),
          new Suite("dom/events", "39/41 Bun"),
          new Suite("console", "51/51"),
          new Suite("encoding", "11702/11732 Deno"),
          new Suite("FileAPI", "435/468 Deno"),
          new Suite("hr-time", ""),
          new Suite("html/webappapis/atob", ""),
          new Suite("html/webappapis/microtask-queuing", ""),
          new Suite("html/webappapis/structured-clone", ""),
          new Suite("html/webappapis/timers", ""),
          new Suite("url", "2098/2108 Bun"),
          new Suite("urlpattern", "711/761 Bun"),
          new Suite("webidl/ecmascript-binding/es-exceptions", ""),
          new Suite("WebCryptoAPI/getRandomValues.any.js", ""),
          new Suite("WebCryptoAPI/randomUUID.https.any.js", ""));

  /**
   * Suites that the pinned corpus has not, measured by hand with a whole tree of the tests; {@link
   * Main} names them {@code hand}. docs/compatibility.md says how, and what came of it. Files that
   * need wptserve fail.
   */
  static final List<Suite> BY_HAND =
      List.of(
          new Suite("eventsource", "32/36"),
          new Suite("fetch/api/abort", ""),
          new Suite("fetch/api/basic", ""),
          new Suite("fetch/api/body", "23/23"),
          new Suite("fetch/api/cors", ""),
          new Suite("fetch/api/credentials", ""),
          new Suite("fetch/api/headers", "103/196"),
          new Suite("fetch/api/idlharness.any.js", ""),
          new Suite("fetch/api/policies", ""),
          new Suite("fetch/api/redirect", ""),
          new Suite("fetch/api/request", "281/324 Node"),
          new Suite("fetch/api/response", "215/233 Deno"),
          new Suite("websockets", "204/269"),
          new Suite("xhr/formdata", "39/39"));

  /** The suite that a file belongs to. */
  boolean holds(String path) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }
}
