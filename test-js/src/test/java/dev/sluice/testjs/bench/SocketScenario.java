package dev.sluice.testjs.bench;

import java.util.List;

/**
 * What WebSockets are measured with.
 *
 * @param title in the tables
 * @param path of the server
 * @param clients connections, each of which has one message under way
 * @param size of a message in bytes, at least 4
 * @param receivers how many get each message
 */
record SocketScenario(String title, String path, int clients, int size, int receivers) {
  static final List<SocketScenario> ALL =
      List.of(
          new SocketScenario("echo of 64 bytes, 64 clients", "/echo", 64, 64, 1),
          new SocketScenario("echo of 16 KB, 64 clients", "/echo", 64, 16 << 10, 1),
          new SocketScenario("chat of 32 clients, 64 bytes", "/chat", 32, 64, 32),
          new SocketScenario("chat of 32 clients, 4 KB", "/chat", 32, 4 << 10, 32));
}
