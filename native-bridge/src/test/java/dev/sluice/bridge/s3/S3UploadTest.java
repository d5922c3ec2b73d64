package dev.sluice.bridge.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.SinkContract;
import dev.sluice.bridge.stream.StreamResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An upload as a sink, with a place that stores a part a task. */
class S3UploadTest extends SinkContract {
  private static final int PART = 100_000;
  private final IdentityHashMap<Sink, Place> places = new IdentityHashMap<>();

  private final class Place implements S3Upload.Destination, S3Upload.Parts {
    private final List<byte[]> stored = new ArrayList<>();
    private final List<byte[]> waiting = new ArrayList<>();
    private S3Upload.Parts.@Nullable Listener listener;
    private boolean finishes;
    private boolean isOver;
    int most;
    int puts;
    boolean abandoned;

    /** Parts fail instead of being stored. */
    @Nullable BridgeException fails;

    @Override
    public S3Task put(
        BlobStore store, long offset, long length, Consumer<@Nullable BridgeException> whenDone) {
      puts++;
      boolean[] cancelled = {false};
      byte[] bytes = store.read(offset, length, -1).array();
      loop.post(
          () -> {
            if (!cancelled[0]) {
              stored.add(bytes);
              whenDone.accept(fails);
            }
          });
      return () -> cancelled[0] = true;
    }

    @Override
    public S3Upload.Parts parts(S3Upload.Parts.Listener to) {
      listener = to;
      return this;
    }

    @Override
    public void add(BlobStore store, long offset, long length) {
      waiting.add(store.read(offset, length, -1).array());
      most = Math.max(most, pending());
      loop.post(this::store);
    }

    private void store() {
      S3Upload.Parts.Listener to = listener;
      if (isOver || to == null || waiting.isEmpty()) {
        return;
      }
      if (fails != null) {
        isOver = true;
        to.failed(fails);
        return;
      }
      stored.add(waiting.removeFirst());
      to.stored();
      if (finishes && waiting.isEmpty() && !isOver) {
        isOver = true;
        to.finished();
      }
    }

    @Override
    public int pending() {
      return waiting.size();
    }

    @Override
    public void finish() {
      finishes = true;
      if (waiting.isEmpty()) {
        waiting.add(new byte[0]);
        loop.post(this::store);
      }
    }

    @Override
    public void abandon() {
      isOver = true;
      abandoned = true;
    }

    byte[] bytes() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      stored.forEach(all::writeBytes);
      return all.toByteArray();
    }
  }

  private Place place(Sink sink) {
    Place place = places.get(sink);
    if (place == null) {
      throw new AssertionError();
    }
    return place;
  }

  @Override
  protected Sink sink() {
    Place place = new Place();
    S3Upload upload = new S3Upload(place, PART, 3, loop);
    places.put(upload, place);
    return upload;
  }

  @Override
  protected byte[] arrived(Sink sink) {
    return place(sink).bytes();
  }

  private static final class Heard implements Signal {
    final List<String> all = new ArrayList<>();
    @Nullable BridgeException error;

    @Override
    public void start() {
      all.add("start");
    }

    @Override
    public void ready() {
      all.add("ready");
    }

    @Override
    public void close(@Nullable BridgeException e) {
      all.add("close");
      error = e;
    }
  }

  private static Sink.Flow write(Sink sink, int length) {
    return sink.write(new StreamResult.Owned(ByteBuffer.allocate(length), false));
  }

  @Test
  void whatIsSmallerThanAPartIsOneRequest() {
    S3Upload upload = (S3Upload) sink();
    upload.start(new Heard());
    write(upload, PART - 1);
    upload.end();
    loop.runAll();
    assertEquals(1, place(upload).puts);
    assertEquals(PART - 1, place(upload).bytes().length);
  }

  @Test
  void partsAreFullButForTheLast() {
    S3Upload upload = (S3Upload) sink();
    Heard heard = new Heard();
    upload.start(heard);
    for (int i = 0; i < 7; i++) {
      write(upload, PART / 2 + 1);
      loop.runAll();
    }
    upload.end();
    loop.runAll();
    List<Integer> sizes = place(upload).stored.stream().map(part -> part.length).toList();
    assertEquals(List.of(PART, PART, PART, PART / 2 + 7), sizes);
    assertEquals(0, place(upload).puts);
    assertEquals(7 * (PART / 2 + 1), upload.accepted());
    assertEquals("close", heard.all.getLast());
  }

  @Test
  void theFeederWaitsWhileAsManyPartsAsMayAreUnderWay() {
    S3Upload upload = (S3Upload) sink();
    Heard heard = new Heard();
    upload.start(heard);
    assertSame(Sink.Flow.MORE, write(upload, 2 * PART));
    assertSame(Sink.Flow.WAIT, write(upload, PART));
    assertTrue(upload.isFull());
    loop.step();
    assertEquals(List.of("start", "ready"), heard.all);
    loop.runAll();
    assertEquals(3, place(upload).most);
    assertEquals(List.of("start", "ready"), heard.all);
  }

  @Test
  void aFailedPartFailsTheUpload() {
    S3Upload upload = (S3Upload) sink();
    Heard heard = new Heard();
    upload.start(heard);
    place(upload).fails = BridgeException.plain("ERR_TEST", "a fault");
    write(upload, PART);
    loop.runAll();
    assertEquals(List.of("start", "close"), heard.all);
    assertSame(place(upload).fails, heard.error);
    assertSame(Sink.Flow.CLOSED, write(upload, 1));
  }

  @Test
  void anAbortTakesTheUploadBack() {
    S3Upload upload = (S3Upload) sink();
    Heard heard = new Heard();
    upload.start(heard);
    write(upload, PART);
    upload.abort(null);
    loop.runAll();
    assertTrue(place(upload).abandoned);
    assertEquals(List.of("start"), heard.all);
  }

  @Test
  void aFlushIsAnsweredWhenThePartsAreStored() {
    S3Upload upload = (S3Upload) sink();
    upload.start(new Heard());
    List<Long> flushed = new ArrayList<>();
    write(upload, 10);
    upload.flush(
        (error, bytes) -> {
          assertNull(error);
          flushed.add(bytes);
        });
    loop.runAll();
    write(upload, 2 * PART);
    upload.flush((_, bytes) -> flushed.add(bytes));
    assertEquals(List.of(0L), flushed);
    loop.runAll();
    assertEquals(List.of(0L, 2L * PART), flushed);
    upload.end();
    loop.runAll();
    assertArrayEquals(new byte[2 * PART + 10], place(upload).bytes());
  }

  @Test
  void aFlushOfAnUploadThatFailsIsToldWhy() {
    S3Upload upload = (S3Upload) sink();
    upload.start(new Heard());
    place(upload).fails = BridgeException.plain("ERR_TEST", "a fault");
    write(upload, PART);
    List<String> told = new ArrayList<>();
    upload.flush((error, _) -> told.add(error == null ? "none" : error.code()));
    loop.runAll();
    assertEquals(List.of("ERR_TEST"), told);
  }
}
