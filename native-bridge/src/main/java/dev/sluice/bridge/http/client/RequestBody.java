package dev.sluice.bridge.http.client;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.stream.Source;

/** What a request brings along. */
public sealed interface RequestBody {
  /** How many bytes it has; −1 if that is not known, and it goes out in chunks. */
  long length();

  /** Its bytes, from the first. Of a body that can be sent once it is called once. */
  Source open(Loop loop);

  /** Can it be sent again, if a connection was dead before it took anything? */
  boolean isReplayable();

  /** Frees what it holds, where it is not sent. */
  void discard();

  /**
   * A range of a store: memory, a file, parts of both.
   *
   * @param length −1: to the end as found when it is sent
   */
  record Stored(BlobStore store, long offset, long length) implements RequestBody {
    /** A file's length is asked for now, since the head has to say it. */
    public static Stored of(BlobStore store, long offset, long length) {
      long there = Math.max(0, store.size() - offset);
      return new Stored(store, offset, length < 0 ? there : Math.min(length, there));
    }

    @Override
    public Source open(Loop loop) {
      return store.source(offset, length, loop);
    }

    @Override
    public boolean isReplayable() {
      return true;
    }

    @Override
    public void discard() {}
  }

  /** What comes out of a source, once. */
  record Streamed(Source source) implements RequestBody {
    @Override
    public long length() {
      return source.length();
    }

    @Override
    public Source open(Loop loop) {
      return source;
    }

    @Override
    public boolean isReplayable() {
      return false;
    }

    @Override
    public void discard() {
      source.cancel();
    }
  }
}
