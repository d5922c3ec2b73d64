package dev.sluice.runtime.binding;

import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Heads that hold nothing but a status and a Content-Type: a server sends the same few again and
 * again, so that they are made once. Used on the loop's thread.
 */
final class ResponseHeads {
  private static final HeaderFields NONE = new HeaderFields(0);

  /** A power of two. */
  private static final int SLOTS = 16;

  private final @Nullable ResponseHead[] heads = new ResponseHead[SLOTS];
  private final @Nullable String[] types = new String[SLOTS];

  /** The head of a status with its usual reason phrase. */
  ResponseHead head(int status, @Nullable String type) {
    int slot = (status + (type == null ? 0 : type.hashCode())) & SLOTS - 1;
    ResponseHead head = heads[slot];
    if (head == null || head.status() != status || !equal(types[slot], type)) {
      head = new ResponseHead(status, "", fields(type));
      heads[slot] = head;
      types[slot] = type;
    }
    return head;
  }

  private static boolean equal(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equals(b);
  }

  /** Fields of a Content-Type alone, or none. */
  static HeaderFields fields(@Nullable String type) {
    return type == null ? NONE : HeaderFields.of("Content-Type", type);
  }
}
