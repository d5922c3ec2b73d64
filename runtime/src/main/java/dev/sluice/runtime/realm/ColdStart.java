package dev.sluice.runtime.realm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine and the first context of a process on a thread of its own, beside everything
 * else that a start has to do, and keeps from the processor what a script does not need in its
 * first moments. For the command line, whose process is its own: an embedder's may hold other users
 * of Truffle.
 *
 * <p>The Graal compiler is one such thing. Truffle starts it in the background as soon as there is
 * something that could be compiled, long before there is something that should be: 150 to 250 ms of
 * cold bytecode, and as much again for C1, just when the script wants the processor. Truffle has no
 * option to put it off. It initialises its compiler under the monitor of {@code
 * Truffle.getRuntime()}, which is therefore held here until the script has run for a moment; what
 * is to be compiled waits in the compiler's queue. Making a context takes the same monitor, so the
 * first one is made here too. Should a later version take another lock, the compiler starts as
 * early as it does without this class. That, and the names of classes below, is all that is known
 * here of the engine's inside.
 */
public final class ColdStart {
  /** A script that runs longer than this is one for the compiler. */
  private static final Duration GRACE = Duration.ofMillis(150);

  /** The monitor is given back after so long in any case. */
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  private static final String TRUFFLE = "com.oracle.truffle.api.Truffle";

  /**
   * What the engine initialises on its way to the first context, costly and dependent on nothing
   * else that it initialises, so that another thread can do it: tables of Unicode properties (45
   * ms), and powers of five (15 ms).
   */
  private static final String[] TABLES = {
    "com.oracle.truffle.regex.charset.UnicodePropertyDataVersion", "java.math.BigDecimal"
  };

  /** The start that is under way and has no context yet. */
  private static final AtomicReference<@Nullable ColdStart> CURRENT = new AtomicReference<>();

  private final CompletableFuture<Supplier<Context>> make = new CompletableFuture<>();
  private final CompletableFuture<Context> made = new CompletableFuture<>();
  private final CountDownLatch ready = new CountDownLatch(1);

  private ColdStart() {}

  /**
   * Starts the engine in the background, of a process that is going to make a runtime at once. Once
   * in a process, on any thread.
   */
  public static void begin() {
    ColdStart start = new ColdStart();
    CURRENT.set(start);
    run("sluice-tables", ColdStart::initialiseTables);
    run("sluice-engine", start::startEngine);
  }

  /**
   * Makes a context by {@code make}: the first one of a cold start on the thread that has the
   * engine, all others here.
   */
  static Context context(Supplier<Context> make) {
    ColdStart start = CURRENT.get();
    if (start == null || start.make.isDone()) {
      return make.get();
    }
    start.make.complete(make);
    try {
      return start.made.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        // Something held up this thread for so long that the other one has given up waiting for it.
        return make.get();
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** A script can run now. */
  static void ready() {
    ColdStart start = CURRENT.getAndSet(null);
    if (start != null) {
      start.ready.countDown();
    }
  }

  private void startEngine() {
    try {
      if (compilesInForeground()) {
        makeContext();
        return;
      }
      synchronized (truffleRuntime()) {
        makeContext();
        if (ready.await(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
          Thread.sleep(GRACE);
        }
      }
    } catch (Throwable e) {
      made.completeExceptionally(e);
    }
  }

  private void makeContext() throws InterruptedException, ExecutionException, TimeoutException {
    SharedEngine.engine();
    made.complete(make.get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS).get());
  }

  /** The object that Truffle initialises its compiler under; one of our own where there is none. */
  private Object truffleRuntime() {
    try {
      return Class.forName(TRUFFLE).getMethod("getRuntime").invoke(null);
    } catch (ReflectiveOperationException e) {
      return this;
    }
  }

  /** Whoever runs a script would wait for the compiler, and so for the monitor. */
  private static boolean compilesInForeground() {
    return "false".equals(System.getProperty("polyglot.engine.BackgroundCompilation"))
        || "true".equals(System.getProperty("polyglot.engine.CompileImmediately"));
  }

  private static void initialiseTables() {
    for (String name : TABLES) {
      try {
        Class.forName(name);
      } catch (ClassNotFoundException | LinkageError e) {
        // Another version of the engine, which does without, or fails with a better message.
      }
    }
  }

  private static void run(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
