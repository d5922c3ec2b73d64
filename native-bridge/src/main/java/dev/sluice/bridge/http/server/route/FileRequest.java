package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileRange;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.RequestHandler;
import dev.sluice.bridge.http.server.ResponseHead;
import dev.sluice.bridge.http.server.Way;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to a file on its way to its answer, see {@link FileResponder}. On the loop's thread.
 */
final class FileRequest {
  /** How often a file is looked at that is never the same when it is opened. */
  private static final int MOST_LOOKS = 3;

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final FileResponder responder;
  private final Loop loop;
  private final KnownFiles known;
  private final @Nullable CompressionPolicy policy;
  private final Exchange exchange;
  private final FileRoute route;
  private final RequestHandler missing;
  private final Preconditions conditions;
  private final List<Coding> accepted;
  private int looks;

  /** See {@link FileResponder#respond}. */
  FileRequest(FileResponder responder, Exchange exchange, FileRoute route, RequestHandler missing) {
    this.responder = responder;
    this.loop = responder.loop();
    this.known = responder.known();
    this.policy = responder.policy();
    this.exchange = exchange;
    this.route = route;
    this.missing = missing;
    this.conditions = Preconditions.of(exchange.fields());
    this.accepted = AcceptEncoding.ordered(exchange.fields(), route.codings());
  }

  void begin() {
    if (isWarm()) {
      looked(FileLook.at(route, accepted));
    } else {
      loop.blocking(this::lookAndRead, this::looked);
    }
  }

  private boolean isWarm() {
    long now = System.nanoTime();
    boolean isWarm = known.wasLookedAt(route.file().path(), now, FileResponder.WARM_NANOS);
    for (int i = 0; isWarm && i < accepted.size(); i++) {
      FileLocation beside = route.precompressed().get(accepted.get(i));
      isWarm = beside == null || known.wasLookedAt(beside.path(), now, FileResponder.WARM_NANOS);
    }
    return isWarm;
  }

  /** The first look, and the bytes with it, since the thread is there. Blocks. */
  private @Nullable FileLook lookAndRead() {
    FileLook look = FileLook.at(route, accepted);
    return look == null || !isWholeFile() ? look : look.withBytes(FileResponder.SMALL);
  }

  private boolean isWholeFile() {
    return route.offset() == 0 && route.length() < 0;
  }

  private void looked(@Nullable Throwable error, @Nullable FileLook look) {
    if (exchange.isOver()) {
      return;
    }
    try {
      if (error == null) {
        looked(look);
      } else {
        failed(BridgeException.of(error, "open", route.file().name()));
      }
    } catch (RuntimeException e) {
      exchange.thrown(e);
    }
  }

  private void looked(@Nullable FileLook look) {
    long now = System.nanoTime();
    // What was not chosen has been looked at too; how it is does not matter here.
    remember(route.file(), look, now);
    for (Coding coding : accepted) {
      remember(route.precompressed().get(coding), look, now);
    }
    if (look == null) {
      missing.handle(exchange);
    } else {
      answer(look, known.looked(look.file().path(), look.stamp(), now));
    }
  }

  private void remember(@Nullable FileLocation file, @Nullable FileLook look, long now) {
    if (file != null && (look == null || !look.file().equals(file))) {
      known.touched(file.path(), now);
    }
  }

  private void answer(FileLook look, KnownFile file) {
    BytesStore bytes = look.bytes();
    if (bytes != null && look.isSettled()) {
      known.keep(file, bytes);
    } else if (bytes == null && look.isSettled()) {
      bytes = file.bytes;
    }
    Representation whole = representation(look, bytes, file);
    CompressionPolicy.Decision decision =
        policy == null ? null : policy.decide(exchange.fields(), whole.head(), whole.length());
    Representation selected = decision == null ? whole : whole.with(decision.head());
    if (selected.answerWithout(exchange, selected.evaluate(exchange, conditions))) {
      return;
    }
    boolean isWorthReading =
        bytes == null && look.stamp().size() <= FileResponder.SMALL && isWholeFile() && !isHead();
    if (isWorthReading) {
      loop.blocking(() -> look.withBytes(FileResponder.SMALL), this::looked);
    } else {
      Coding coding = decision == null ? null : decision.coding();
      send(look, file, whole, selected, coding);
    }
  }

  /**
   * Sends the content.
   *
   * @param whole the file as it is, of which a part is sent if one is asked for
   * @param selected what is sent else
   * @param coding what the file is still to be put into
   */
  private void send(
      FileLook look,
      KnownFile file,
      Representation whole,
      Representation selected,
      @Nullable Coding coding) {
    try {
      ByteRanges ranges = whole.ranges(exchange, conditions);
      if (!(ranges instanceof ByteRanges.Whole)) {
        send(whole.part(ranges), look);
      } else if (policy == null || coding == null) {
        send(selected, look);
      } else if (selected.store() instanceof BytesStore) {
        encoded(policy, selected, coding, look, file).answer(exchange);
      } else {
        stream(policy, selected, coding, look);
      }
    } catch (BridgeException e) {
      if (exchange.isResponded()) {
        throw e;
      }
      failed(e);
    }
  }

  /**
   * Sends what is not to be encoded. A file is opened here, and has to have the size that the look
   * showed: a head must not tell of one file while the bytes are of another that has taken its
   * place.
   */
  private void send(Representation what, FileLook look) {
    if (isHead() || !(what.store() instanceof FileStore(FileLocation location))) {
      what.answer(exchange);
      return;
    }
    try {
      FileChannel channel = open(location);
      boolean isAsLooked;
      try {
        isAsLooked = channel.size() == look.stamp().size();
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      if (isAsLooked) {
        exchange.respond(what.head(), channel, what.offset(), what.length());
        return;
      }
      channel.close();
    } catch (IOException e) {
      throw BridgeException.of(e, "open", location.name());
    }
    if (++looks < MOST_LOOKS) {
      begin();
    } else {
      // It grows or shrinks all the time: the exchange sends what is there of it.
      what.answer(exchange);
    }
  }

  private FileChannel open(FileLocation location) throws IOException {
    try {
      return responder.open(location.path());
    } finally {
      Reference.reachabilityFence(location.keeper());
    }
  }

  /** A small file encoded: from memory, or now, which takes a millisecond. */
  private Representation encoded(
      CompressionPolicy by, Representation selected, Coding coding, FileLook look, KnownFile file) {
    Representation last = file.encoded;
    String token = coding.token();
    boolean isSame =
        last != null
            && file.isFor(route)
            && look.isSettled()
            && String.valueOf(token).equals(last.head().fields().get("Content-Encoding"));
    if (last != null && isSame) {
      return last;
    }
    byte[] bytes =
        Encoded.of(
            selected.store().read(selected.offset(), selected.length(), -1), coding, by.level());
    Representation made =
        new Representation(
            selected.head(),
            BytesStore.of(bytes),
            0,
            bytes.length,
            selected.etag(),
            selected.lastModified(),
            false);
    if (look.isSettled()) {
      known.keep(file, made);
    }
    return made;
  }

  private void stream(CompressionPolicy by, Representation selected, Coding coding, FileLook look) {
    FileRange range = new FileRange(look.file(), selected.offset(), selected.length());
    Source source =
        isHead()
            ? BytesStore.EMPTY.source(0, 0, loop)
            : new EncodedFileSource(range, coding, by.level(), loop);
    exchange.way(Way.NATIVE);
    Pipe.connect(
        source,
        exchange.respond(selected.head(), -1),
        (error, _) -> {
          if (error != null && !exchange.isResponded()) {
            failed(error);
          }
        });
  }

  private boolean isHead() {
    return exchange.method().equals("HEAD");
  }

  private Representation representation(FileLook look, @Nullable BytesStore bytes, KnownFile file) {
    Representation last = file.representation;
    if (last != null && file.isFor(route) && look.isSettled()) {
      return last;
    }
    Representation made = make(look, bytes);
    if (look.isSettled()) {
      known.keep(file, route, made);
    }
    return made;
  }

  private Representation make(FileLook look, @Nullable BytesStore bytes) {
    FileStamp stamp = look.stamp();
    long rest = Math.max(0, stamp.size() - route.offset());
    long length = route.length() < 0 ? rest : Math.min(route.length(), rest);
    HeaderFields fields = route.head().fields().copy();
    String etag = fields.get("ETag");
    String modified = fields.get("Last-Modified");
    long lastModified = HttpDates.parse(modified);
    if (modified == null) {
      // A time to come is of no use to a client (§8.8.2.1).
      long now = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
      lastModified = Math.min(stamp.modifiedSeconds(), now);
      fields.add("Last-Modified", HttpDates.format(lastModified));
    }
    if (route.head().status() == OK) {
      if (etag == null) {
        etag = look.isSettled() ? stamp.tag() : EntityTags.weakened(stamp.tag());
        fields.add("ETag", etag);
      }
      fields.add("Accept-Ranges", "bytes");
    }
    Coding coding = look.coding();
    if (coding != null && coding.token() != null) {
      fields.add("Content-Encoding", coding.token());
    }
    ResponseHead head = new ResponseHead(route.head().status(), route.head().statusText(), fields);
    boolean dependsOnClient =
        !route.precompressed().isEmpty() || policy != null && policy.isCompressible(head, length);
    if (dependsOnClient) {
      Vary.addAcceptEncoding(fields);
    }
    return new Representation(
        head,
        bytes == null ? new FileStore(look.file()) : bytes,
        bytes == null ? route.offset() : 0,
        length,
        etag,
        lastModified,
        look.isSettled());
  }

  private void failed(BridgeException error) {
    switch (error.code()) {
      case "ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM", "ELOOP" -> missing.handle(exchange);
      case "EMFILE" -> respondEmpty(UNAVAILABLE);
      default -> exchange.thrown(error);
    }
  }

  private void respondEmpty(int status) {
    exchange.respond(new ResponseHead(status, "", new HeaderFields(0)), ByteBuffer.allocate(0));
  }
}
