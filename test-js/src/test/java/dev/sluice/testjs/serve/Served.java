package dev.sluice.testjs.serve;

import dev.sluice.testjs.SluiceRuntime;
import dev.sluice.testjs.TestRuntime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A runtime with a server in it, {@code globalThis.server}, on a port of the system's choice. */
final class Served implements AutoCloseable {
  private static final int SECONDS = 20;

  private final TestRuntime runtime;
  private final int port;

  private Served(TestRuntime runtime, int port) {
    this.runtime = runtime;
    this.port = port;
  }

  /**
   * Starts a server. The script may use {@code deferred()}, which makes a promise with its
   * resolving functions.
   *
   * @param options the members of the object that is given to {@code Bun.serve}
   */
  static Served of(String options) {
    return of("", options);
  }

  /**
   * Starts a server after a script.
   *
   * @param before evaluated first
   * @param options the members of the object that is given to {@code Bun.serve}
   */
  static Served of(String before, String options) {
    TestRuntime runtime = SluiceRuntime.open();
    try {
      String script =
          """
          globalThis.deferred = () => Promise.withResolvers();
          %s
          globalThis.server = Bun.serve({ port: 0, hostname: '127.0.0.1', development: false, %s });
          server.port;
          """
              .formatted(before, options);
      return new Served(runtime, Integer.parseInt(await(runtime.evaluate(script, "server.js"))));
    } catch (RuntimeException | Error e) {
      runtime.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  RawClient connect() throws IOException {
    return new RawClient(port);
  }

  /** One GET request on a connection of its own. */
  RawClient.Response get(String path) throws IOException {
    try (RawClient client = connect()) {
      return client.get(path).response();
    }
  }

  /** One request as it is, on a connection of its own. */
  RawClient.Response request(String text) throws IOException {
    try (RawClient client = connect()) {
      return client.send(text).response();
    }
  }

  /** What an expression gives in the server's runtime, as text; a promise is awaited. */
  String evaluate(String expression) {
    return await(runtime.evaluate(expression, "test.js"));
  }

  /** How bodies were consumed since the last call, as «tag way». */
  List<String> ways() {
    return runtime.consumptions().stream().map(c -> c.tag() + ' ' + c.wayName()).toList();
  }

  /** Errors that nobody has handled. */
  List<String> uncaught() {
    return runtime.uncaught();
  }

  /** What was told on standard error since the last call. */
  String told() {
    return runtime.stderr();
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing after " + SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Also says if anything has gone wrong that nobody has handled. */
  @Override
  public void close() {
    List<String> uncaught = runtime.uncaught();
    runtime.close();
    if (!uncaught.isEmpty()) {
      throw new AssertionError("nobody handled: " + uncaught);
    }
  }
}
