package dev.sluice.runtime.binding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileSink;
import dev.sluice.bridge.file.WriteOptions;
import dev.sluice.runtime.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What runs from native to native, as builtins start it, on a true loop. */
@Timeout(60)
class StreamsBindingTest {
  /** How a callback was called: with an error, or a value, in which task. */
  private record Answer(@Nullable BridgeException error, Value value, int task) {
    String code() {
      return error == null ? "none" : error.code();
    }

    @Nullable String path() {
      return error == null ? null : error.path();
    }
  }

  @TempDir Path folder = Path.of("");

  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final EventLoop loop = new EventLoop("test", uncaught::add);
  private final StreamsBinding streams = new StreamsBinding(loop);
  private final Context context =
      Context.newBuilder("js")
          .option("engine.WarnInterpreterOnly", "false")
          .allowHostAccess(HostAccess.newBuilder().allowBufferAccess(true).build())
          .build();
  private final List<Answer> answers = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    assertTrue(loop.isIdle());
  }

  @AfterEach
  void close() {
    loop.close();
    assertEquals(List.of(), uncaught);
  }

  /** Calls with a callback, on the loop, and waits until nothing can happen any more. */
  private int run(Consumer<Value> call) {
    int[] task = {0};
    await(
        () -> {
          task[0] = loop.task();
          call.accept(callback());
        });
    return task[0];
  }

  private void await(Runnable work) {
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    loop.call(
            () -> {
              work.run();
              return true;
            })
        .join();
    loop.whenIdle(() -> idle.complete(true));
    idle.join();
  }

  private Value callback() {
    return context.asValue(
        (ProxyExecutable)
            arguments -> {
              BridgeException error =
                  arguments[0].isNull() ? null : arguments[0].<BridgeException>asHostObject();
              answers.add(new Answer(error, arguments[1], loop.task()));
              return null;
            });
  }

  private Answer answer() {
    assertEquals(1, answers.size());
    return answers.getFirst();
  }

  private SourceBinding source(BlobStore store) {
    return new SourceBinding(store.source(0, -1, loop), loop);
  }

  private FileStore file(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
    return new FileStore(location(name));
  }

  private FileLocation location(String name) {
    return FileLocation.ofPath(folder, name);
  }

  private FileSinkBinding sink(String name) {
    return new FileSinkBinding(new FileSink(location(name), WriteOptions.WHOLE, 65536, loop), loop);
  }

  private static String text(Value buffer) {
    byte[] bytes = new byte[(int) buffer.getBufferSize()];
    buffer.readBuffer(0, bytes, 0, bytes.length);
    return new String(bytes, UTF_8);
  }

  @Test
  void collectAnswersInATaskOfItsOwnEvenFromMemory() {
    int task = run(callback -> streams.collect(source(BytesStore.of("a")), "text", -1, callback));
    assertEquals("a", answer().value().asString());
    assertTrue(answer().task() > task);
  }

  @Test
  void collectGathersFilesOfAnySize() throws IOException {
    for (int length : new int[] {0, 100, 16384, 16385, 3_000_000}) {
      String content = "\u00E4".repeat(length / 2);
      FileStore file = file("f", content);
      answers.clear();
      run(callback -> streams.collect(source(file), "text", -1, callback));
      assertEquals(content, answer().value().asString());
      answers.clear();
      run(callback -> streams.collect(source(file), "bytes", -1, callback));
      assertEquals(content, text(answer().value()));
    }
  }

  @Test
  void collectKeepsToItsLimit() throws IOException {
    for (BlobStore store : List.of(file("f", "12345"), BytesStore.of("12345"))) {
      answers.clear();
      run(callback -> streams.collect(source(store), "text", 5, callback));
      assertEquals("12345", answer().value().asString());
      answers.clear();
      run(callback -> streams.collect(source(store), "text", 4, callback));
      assertEquals("ERR_BODY_TOO_LARGE", answer().code());
    }
  }

  @Test
  void collectTellsOfAFileThatIsMissing() {
    run(
        callback ->
            streams.collect(source(new FileStore(location("missing"))), "bytes", -1, callback));
    assertEquals("ENOENT", answer().code());
    assertEquals("missing", answer().path());
  }

  @Test
  void afterACancelNobodyIsCalledAndTheLoopIsIdle() throws IOException {
    FileStore file = file("f", "x".repeat(3_000_000));
    run(callback -> streams.collect(source(file), "text", -1, callback).cancel());
    run(callback -> streams.collect(source(BytesStore.of("a")), "text", -1, callback).cancel());
    run(callback -> streams.pipe(source(file), sink("to"), callback).cancel());
    run(callback -> streams.pipe(source(BytesStore.of("a")), sink("to2"), callback).cancel());
    assertEquals(List.of(), answers);
  }

  @Test
  void pipeEndsTheSinkAndTellsTheBytes() throws IOException {
    for (BlobStore store : List.of(file("f", "12345"), BytesStore.of("12345"))) {
      answers.clear();
      run(callback -> streams.pipe(source(store), sink("to"), callback));
      assertEquals(5, answer().value().asInt());
      assertEquals("12345", Files.readString(folder.resolve("to")));
    }
  }

  @Test
  void pipeTellsWhyASideFailed() {
    run(callback -> streams.pipe(source(BytesStore.of("1")), sink("."), callback));
    assertEquals("EISDIR", answer().code());
    answers.clear();
    run(callback -> streams.pipe(source(new FileStore(location("missing"))), sink("to"), callback));
    assertEquals("ENOENT", answer().code());
  }

  @Test
  void aSourceIsAskedOnceAtATimeAndAnswersLater() {
    SourceBinding source = source(BytesStore.of("abc"));
    List<String> got = new CopyOnWriteArrayList<>();
    boolean[] amid = {true};
    await(
        () -> {
          Value onResult =
              context.asValue(
                  (ProxyExecutable)
                      arguments -> {
                        assertFalse(amid[0]);
                        got.add(text(arguments[1]) + arguments[2] + arguments[3]);
                        return null;
                      });
          source.pull(onResult);
          assertThrows(IllegalStateException.class, () -> source.pull(onResult));
          amid[0] = false;
        });
    assertEquals(List.of("abc3true"), got);
  }

  @Test
  void aCancelledSourceDoesNotAnswer() {
    SourceBinding source = source(BytesStore.of("abc"));
    await(
        () -> {
          source.pull(callback());
          source.cancel();
        });
    assertEquals(List.of(), answers);
  }

  @Test
  void storesAreReadOffTheLoop() throws IOException {
    BlobStoreBinding store = new BlobStoreBinding(file("f", "0123456789"), loop);
    run(callback -> store.readText(2, 3, -1, callback));
    assertEquals("234", answer().value().asString());
    answers.clear();
    run(callback -> store.readBytes(8, -1, -1, callback));
    assertEquals("89", text(answer().value()));
    answers.clear();
    run(callback -> store.readBytes(0, -1, 9, callback));
    assertEquals("ERR_BODY_TOO_LARGE", answer().code());
    assertThrows(IllegalStateException.class, () -> store.text(0, -1));
  }

  @Test
  void aCollectorIsFilledByAScriptAndBecomesAStore() {
    StreamsBinding.CollectorBinding collector = streams.collector(10);
    context.enter();
    collector.addText("h\u00E4");
    collector.addBytes(context.eval("js", "new Uint8Array([1, 65, 66, 2]).buffer"), 1, 2);
    assertEquals(5, collector.byteLength());
    assertFalse(collector.isAscii());
    assertEquals("h\u00E4AB", collector.text());
    BlobStoreBinding store = collector.take();
    assertEquals("h\u00E4AB", store.text(0, -1));
    assertEquals(0, collector.byteLength());
    collector.addText("12345");
    assertThrows(BridgeException.class, () -> collector.addText("123456"));
    context.leave();
  }

  @Test
  void aFilesSinkTellsFlushesEndsAndReadiness() throws IOException {
    FileSinkBinding sink =
        new FileSinkBinding(new FileSink(location("f"), WriteOptions.WHOLE, 4, loop), loop);
    await(
        () -> {
          assertEquals(5, sink.writeText("12345"));
          assertEquals(6, sink.writeText("\u00E4\u00E4\u00E4"));
          assertTrue(sink.isFull());
          sink.whenReady(callback());
        });
    assertEquals(0, answer().value().asInt());
    assertFalse(sink.isFull());
    answers.clear();
    run(sink::flush);
    assertEquals(11, answer().value().asInt());
    answers.clear();
    run(sink::end);
    assertEquals(11, answer().value().asInt());
    assertNull(answer().error());
    assertEquals(0, sink.writeText("x"));
    assertEquals("12345\u00E4\u00E4\u00E4", Files.readString(folder.resolve("f")));
  }

  @Test
  void aSinkThatHasFailedThrowsWhenItIsWritten() {
    FileSinkBinding sink = sink(".");
    await(
        () -> {
          sink.writeText("x");
          sink.ref();
        });
    await(
        () -> {
          BridgeException error = assertThrows(BridgeException.class, () -> sink.writeText("y"));
          assertEquals("EISDIR", error.code());
        });
  }

  @Test
  void aViewOfMemoryIsOfTheRange() {
    BlobStoreBinding store = new BlobStoreBinding(BytesStore.of("0123456789"), loop);
    ByteBuffer view = store.bytes(3, 4);
    assertEquals(4, view.limit());
    assertEquals('3', view.get(0));
    assertEquals("bytes", store.kind());
  }
}
