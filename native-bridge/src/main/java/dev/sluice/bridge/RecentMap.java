package dev.sluice.bridge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that keeps as many entries as it is told to: those that were put or got last. To ask
 * whether a key is there is no use of its entry. Not safe for threads.
 */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int limit;

  /**
   * @param limit how many entries are kept
   */
  public RecentMap(int limit) {
    super(16, 0.75f, true);
    this.limit = limit;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > limit;
  }
}
