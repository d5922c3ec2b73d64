package dev.sluice.testjs.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server under measurement, in a process of its own. */
final class HttpServerProcess implements AutoCloseable {
  private static final String NGINX = "nginx";
  private static final long START_SECONDS = 60;

  private final Process process;
  private final int port;

  private HttpServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    // A driver that is interrupted must not leave servers behind.
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
  }

  private void kill() {
    process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What nginx is called by, if it is there. */
  static Contender nginx(Path executable) {
    return new Contender(NGINX, List.of(executable.toString()));
  }

  static boolean isNginx(Contender contender) {
    return contender.name().equals(NGINX);
  }

  /**
   * Starts a server that answers when this returns.
   *
   * @param sources {@code src/bench/http}
   * @param folder of the files that it serves
   * @param upstream host and port of the server that it hands requests on to
   */
  static HttpServerProcess start(Contender contender, Path sources, Path folder, String upstream)
      throws IOException, InterruptedException {
    return isNginx(contender)
        ? startNginx(contender, sources, folder, upstream)
        : startScript(contender, sources.resolve("server.mjs"), folder, upstream);
  }

  /** Starts a server by its script, which prints «listening PORT». */
  static HttpServerProcess startScript(
      Contender contender, Path script, Path folder, String... more) throws IOException {
    List<String> command = new ArrayList<>(contender.running(script));
    command.add(folder.toString());
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    if (line == null || !line.startsWith("listening ")) {
      process.destroyForcibly();
      throw new IOException(contender.name() + " does not listen: " + line);
    }
    return new HttpServerProcess(process, Integer.parseInt(line.substring(10).strip()));
  }

  private static HttpServerProcess startNginx(
      Contender contender, Path sources, Path folder, String upstream)
      throws IOException, InterruptedException {
    int port = freePort();
    Path configuration = folder.resolve("nginx-" + port + ".conf");
    Files.writeString(
        configuration,
        Files.readString(sources.resolve("nginx.conf"))
            .replace("USER", System.getProperty("user.name", "nobody"))
            .replace("FOLDER", folder.toString())
            .replace("UPSTREAM", upstream)
            .replace("PORT", Integer.toString(port)));
    List<String> command = new ArrayList<>(contender.command());
    command.addAll(List.of("-c", configuration.toString(), "-p", folder.toString()));
    Process process = new ProcessBuilder(command).inheritIO().start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("nginx does not listen");
      }
      Thread.sleep(20);
    }
    return new HttpServerProcess(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /** Host and port, as others are told them. */
  String address() {
    return "127.0.0.1:" + port;
  }

  double residentKilobytes() {
    return ProcFs.residentKilobytes(process.pid());
  }

  String url(HttpScenario scenario) {
    return "http://127.0.0.1:" + port + scenario.path();
  }

  /** User and system time of the server and its workers, in nanoseconds. */
  double cpuNanos() {
    double own = ProcFs.cpuNanos(process.pid());
    return own
        + process
            .toHandle()
            .descendants()
            .mapToDouble(worker -> ProcFs.cpuNanos(worker.pid()))
            .filter(nanos -> !Double.isNaN(nanos))
            .sum();
  }

  double peakMegabytes() {
    return ProcFs.peakMegabytes(process.pid());
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
  }
}
