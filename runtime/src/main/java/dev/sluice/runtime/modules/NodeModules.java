package dev.sluice.runtime.modules;

import java.util.Set;

/** The names that Node's own modules have without the prefix {@code node:}. */
final class NodeModules {
  private static final Set<String> NAMES =
      Set.of(
          "assert",
          "async_hooks",
          "buffer",
          "child_process",
          "cluster",
          "console",
          "constants",
          "crypto",
          "dgram",
          "diagnostics_channel",
          "dns",
          "domain",
          "events",
          "fs",
          "http",
          "http2",
          "https",
          "inspector",
          "module",
          "net",
          "os",
          "path",
          "perf_hooks",
          "process",
          "punycode",
          "querystring",
          "readline",
          "repl",
          "stream",
          "string_decoder",
          "sys",
          "timers",
          "tls",
          "trace_events",
          "tty",
          "url",
          "util",
          "v8",
          "vm",
          "wasi",
          "worker_threads",
          "zlib");

  private NodeModules() {}

  /** Is it one of them, or a subpath such as {@code fs/promises}? */
  static boolean isBuiltin(String specifier) {
    int slash = specifier.indexOf('/');
    return NAMES.contains(slash < 0 ? specifier : specifier.substring(0, slash));
  }
}
