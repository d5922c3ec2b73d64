package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.http.client.HttpClient;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.Source;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client on a real loop and the server that it asks. */
final class S3Fixture implements AutoCloseable {
  private static final int SECONDS = 20;

  /** From here on a store is sent in parts. */
  static final int LARGE = 11 << 20;

  final NettyLoop loop = new NettyLoop();
  final S3Server server;
  final HttpClient http = new HttpClient(loop.netty(), loop);
  private final S3Client client;

  S3Fixture(InstantSource clock) throws Exception {
    server = new S3Server();
    client = new S3Client(loop.netty(), loop, http, clock, 1, LARGE);
  }

  S3Fixture() throws Exception {
    this(InstantSource.system());
  }

  S3Settings.Builder settings() {
    return S3Settings.NONE.toBuilder()
        .text("accessKeyId", S3Server.ACCESS_KEY)
        .text("secretAccessKey", S3Server.SECRET_KEY)
        .text("region", S3Server.REGION)
        .text("endpoint", "http://127.0.0.1:" + server.port())
        .text("bucket", "b");
  }

  S3Object object(String key) {
    return object(settings(), key);
  }

  S3Object object(S3Settings.Builder settings, String key) {
    return client.object(settings.build(), key);
  }

  S3Client client() {
    return client;
  }

  /** Runs work on the loop that answers later, and waits. */
  <T> T await(Consumer<CompletableFuture<T>> work) throws Exception {
    CompletableFuture<T> future = new CompletableFuture<>();
    loop.post(
        () -> {
          try {
            work.accept(future);
          } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
          }
        });
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BridgeException fault ? fault : e;
    }
  }

  static <T> void settle(
      CompletableFuture<T> future, @Nullable BridgeException error, @Nullable T value) {
    if (error != null) {
      future.completeExceptionally(error);
    } else {
      future.complete(value);
    }
  }

  byte[] read(S3Object object, long offset, long length) throws Exception {
    return read(() -> object.source(offset, length));
  }

  private byte[] read(java.util.function.Supplier<Source> source) throws Exception {
    return this.<byte[]>await(
        future -> {
          Collector all = new Collector(-1);
          Pipe.connect(
              source.get(),
              all,
              (error, _) -> settle(future, error, error == null ? all.bytes() : null));
        });
  }

  S3Stat stat(S3Object object) throws Exception {
    return Objects.requireNonNull(
        this.<S3Stat>await(future -> object.stat((error, stat) -> settle(future, error, stat))));
  }

  long write(S3Object object, BlobStore store, long offset, long length) throws Exception {
    return this.<Long>await(
        future ->
            object.write(store, offset, length, (error, bytes) -> settle(future, error, bytes)));
  }

  /** Pipes. */
  long pipe(Source source, Sink sink) throws Exception {
    return this.<Long>await(
        future -> Pipe.connect(source, sink, (error, bytes) -> settle(future, error, bytes)));
  }

  /** The code of the fault that some work must end with. */
  static String codeOf(org.junit.jupiter.api.function.Executable work) {
    return org.junit.jupiter.api.Assertions.assertThrows(BridgeException.class, work).code();
  }

  @Override
  public void close() throws IOException {
    loop.netty().submit(http::close).syncUninterruptibly();
    loop.close();
    server.close();
    if (!loop.faults().isEmpty()) {
      throw new AssertionError("in a task", loop.faults().getFirst());
    }
  }
}
