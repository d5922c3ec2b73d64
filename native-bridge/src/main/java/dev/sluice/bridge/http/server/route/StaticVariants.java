package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.ResponseHead;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A static response in the codings that clients ask for. Each is made when it is first wanted, off
 * the loop's thread, and kept; who wants it meanwhile waits. On the loop's thread.
 */
final class StaticVariants {
  private final Representation plain;
  private final CompressionPolicy policy;
  private final Map<Coding, Representation> made = new EnumMap<>(Coding.class);
  private final Map<Coding, List<Consumer<Representation>>> waiting = new EnumMap<>(Coding.class);

  /**
   * @param plain in no coding; what it says of Vary is kept
   */
  StaticVariants(Representation plain, CompressionPolicy policy) {
    this.plain = plain;
    this.policy = policy;
  }

  /** Gives the variant that a request asks for, now or in a task of its own. */
  void select(HeaderFields request, Loop loop, Consumer<Representation> to) {
    Coding coding = AcceptEncoding.choose(request, policy.codings());
    Representation ready = coding == null ? plain : made.get(coding);
    if (ready != null || coding == null) {
      to.accept(ready == null ? plain : ready);
      return;
    }
    List<Consumer<Representation>> others = waiting.get(coding);
    if (others != null) {
      others.add(to);
      return;
    }
    waiting.put(coding, new ArrayList<>(List.of(to)));
    loop.blocking(() -> encoded(coding), (_, variant) -> made(coding, variant));
  }

  /** If encoding has failed, it stays with the bytes as they are. */
  private void made(Coding coding, @Nullable Representation variant) {
    Representation chosen = variant == null ? plain : variant;
    made.put(coding, chosen);
    List<Consumer<Representation>> all = waiting.remove(coding);
    if (all != null) {
      all.forEach(to -> to.accept(chosen));
    }
  }

  /** The variant of a coding, or the plain one where that is not larger. Any thread. */
  private Representation encoded(Coding coding) {
    byte[] bytes = Encoded.of(plain.store().read(0, plain.length(), -1), coding, policy.level());
    String token = coding.token();
    if (bytes.length >= plain.length() || token == null) {
      return plain;
    }
    HeaderFields fields = plain.head().fields().copy();
    fields.set("Content-Encoding", token);
    String etag = plain.etag();
    if (etag != null) {
      // The bytes are kept, so that they can have a strong tag of their own.
      etag = EntityTags.variant(etag, token);
      fields.set("ETag", etag);
    }
    return new Representation(
        new ResponseHead(plain.head().status(), plain.head().statusText(), fields),
        BytesStore.of(bytes),
        0,
        bytes.length,
        etag,
        plain.lastModified(),
        false);
  }
}
