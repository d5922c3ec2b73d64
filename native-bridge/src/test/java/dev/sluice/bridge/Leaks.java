package dev.sluice.bridge;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Pooled memory that nobody has given back, as Netty's detector finds it when the garbage collector
 * has been by. It is noted instead of logged, so that a test fails of it. Any thread.
 */
final class Leaks {
  private static final int PATIENCE_MILLIS = 2000;

  private static final ConcurrentLinkedQueue<String> FOUND = new ConcurrentLinkedQueue<>();
  private static final ConcurrentLinkedQueue<Detector<?>> DETECTORS = new ConcurrentLinkedQueue<>();

  /** Has anything been handed out since the last look? */
  private static volatile boolean isWorthLooking;

  private Leaks() {}

  /** Begins to note. To be called before the first buffer is made. */
  static void watch() {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  /** Says what has been found since the last time, and forgets it. */
  static List<String> look() {
    if (isWorthLooking) {
      isWorthLooking = false;
      collect();
      for (Detector<?> one : DETECTORS) {
        one.report();
      }
    }
    List<String> found = new ArrayList<>();
    for (String one = FOUND.poll(); one != null; one = FOUND.poll()) {
      found.add(one);
    }
    return found;
  }

  /** Returns when the collector has been by and what it has found is known. */
  private static void collect() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> sentinel = new WeakReference<>(new Object(), queue);
    System.gc();
    try {
      if (queue.remove(PATIENCE_MILLIS) != sentinel) {
        throw new AssertionError("the garbage collector has not been by");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // it is this one that is abstract
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return newResourceLeakDetector(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      Detector<T> made = new Detector<>(resource, samplingInterval);
      DETECTORS.add(made);
      return made;
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    public @Nullable ResourceLeakTracker<T> track(T resource) {
      isWorthLooking = true;
      return super.track(resource);
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
      FOUND.add(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      FOUND.add(type);
    }

    /** Goes through what the collector has left, which it else does when the next is handed out. */
    @SuppressWarnings("unchecked") // nobody looks at what is handed out here
    void report() {
      T nothing = (T) new Object();
      ResourceLeakTracker<T> tracker = trackForcibly(nothing);
      if (tracker != null) {
        tracker.close(nothing);
      }
    }
  }
}
