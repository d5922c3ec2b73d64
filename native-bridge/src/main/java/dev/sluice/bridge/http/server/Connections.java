package dev.sluice.bridge.http.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The open connections of a server. A connection knows its own place, so that it is left quickly.
 */
final class Connections {
  /** A connection, as its server sees it. */
  abstract static class Entry {
    private int place = -1;

    /** A second has passed: is it time for anything? */
    abstract void tick();

    /** Ends when its exchanges have ended, now if there are none. */
    abstract void closeGracefully();

    /** Cuts what runs. */
    abstract void closeNow();
  }

  private final List<Entry> entries = new ArrayList<>();

  void add(Entry entry) {
    entry.place = entries.size();
    entries.add(entry);
  }

  /** Was it one of them? */
  boolean remove(Entry entry) {
    int place = entry.place;
    if (place < 0) {
      return false;
    }
    entry.place = -1;
    Entry last = entries.removeLast();
    if (last != entry) {
      entries.set(place, last);
      last.place = place;
    }
    return true;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Calls {@code action} with each, which may remove itself. */
  void forEach(Consumer<Entry> action) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      // Amid the action others may go too.
      if (i < entries.size()) {
        action.accept(entries.get(i));
      }
    }
  }
}
