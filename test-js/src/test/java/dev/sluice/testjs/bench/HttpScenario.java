package dev.sluice.testjs.bench;

import java.util.List;

/**
 * One kind of request that servers are measured with.
 *
 * @param title in the tables
 * @param path of the request
 * @param script for wrk, a file of {@code src/bench/http}; or empty
 * @param connections that wrk keeps busy
 * @param withNginx can nginx answer it on its own?
 */
record HttpScenario(String title, String path, String script, int connections, boolean withNginx) {
  private static final String PROXY = "/proxy/";
  private static final int CONNECTIONS = 64;
  private static final int FOR_LARGE_FILES = 8;

  static final List<HttpScenario> ALL =
      List.of(
          new HttpScenario("hello text", "/hello", "", CONNECTIONS, false),
          new HttpScenario("JSON of 1 KB", "/json", "", CONNECTIONS, false),
          new HttpScenario("static route", "/static", "", CONNECTIONS, true),
          new HttpScenario("POST echo of 4 KB", "/echo", "echo.lua", CONNECTIONS, false),
          new HttpScenario("stream of 20 chunks", "/stream", "", CONNECTIONS, false),
          new HttpScenario("file of 1 KB", "/file/1k.bin", "", CONNECTIONS, true),
          new HttpScenario("file of 1 MB", "/file/1m.bin", "", CONNECTIONS, true),
          new HttpScenario("file of 100 MB", "/file/100m.bin", "", FOR_LARGE_FILES, true),
          new HttpScenario("route to a file of 1 KB", "/route/1k.bin", "", CONNECTIONS, true),
          new HttpScenario("route to a file of 1 MB", "/route/1m.bin", "", CONNECTIONS, true),
          new HttpScenario(
              "route to a file of 100 MB", "/route/100m.bin", "", FOR_LARGE_FILES, true),
          new HttpScenario("reverse proxy of 10 KB", PROXY + "10k.bin", "", CONNECTIONS, true),
          new HttpScenario("reverse proxy of 1 MB", PROXY + "1m.bin", "", CONNECTIONS, true));

  /** Does the server hand it on to another one? */
  boolean isProxied() {
    return path.startsWith(PROXY);
  }
}
