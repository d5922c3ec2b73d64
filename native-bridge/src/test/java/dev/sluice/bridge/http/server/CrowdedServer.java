package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.NettyLoop;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A server in a process of its own, which has few file descriptors. It prints «listening PORT», and
 * «failed REASON» whenever it is told that nothing can be accepted; it ends with its input. It
 * answers with how many files it could open.
 */
final class CrowdedServer {
  private CrowdedServer() {}

  public static void main(String[] args) throws Exception {
    NettyLoop loop = new NettyLoop();
    ServerOptions options =
        ServerOptions.builder()
            .hostname("127.0.0.1")
            .idleTimeout(0)
            .onAcceptError(e -> System.out.println("failed " + e.getMessage()))
            .build();
    HttpServer server =
        loop.call(
            () ->
                HttpServer.listen(
                    loop,
                    loop.netty(),
                    options,
                    exchange -> ServerFixture.text(exchange, "" + openFiles()),
                    e -> System.out.println("fault " + e)));
    System.out.println("listening " + server.port());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static int openFiles() {
    List<FileInputStream> open = new ArrayList<>();
    try {
      while (open.size() < ReservedDescriptors.COUNT) {
        open.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      // So there are as many as there are.
    }
    int count = open.size();
    for (FileInputStream file : open) {
      try {
        file.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return count;
  }
}
