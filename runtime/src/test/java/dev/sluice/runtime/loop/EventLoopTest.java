package dev.sluice.runtime.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopTest {
  private final List<Throwable> uncaught = new ArrayList<>();
  private final EventLoop loop = new EventLoop("test", uncaught::add);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void tasksRunInTheOrderInWhichTheyWerePosted() throws Exception {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      loop.post(() -> order.add(number));
    }
    idle();
    for (int i = 0; i < 100; i++) {
      assertEquals(i, order.get(i));
    }
  }

  @Test
  void hooksRunAfterEachTaskInTheOrderInWhichTheyWereAdded() throws Exception {
    List<String> order = new ArrayList<>();
    onLoop(
        () -> {
          loop.afterMicrotasks(() -> order.add("first hook"));
          loop.afterMicrotasks(() -> order.add("second hook"));
        });
    loop.post(
        () -> {
          order.clear();
          order.add("task 1");
        });
    loop.post(() -> order.add("task 2"));
    idle();
    assertEquals(
        List.of("task 1", "first hook", "second hook", "task 2", "first hook", "second hook"),
        order.subList(0, 6));
  }

  @Test
  void hooksRunAfterATaskThatThrewAndTheErrorIsReported() throws Exception {
    CompletableFuture<Boolean> hook = new CompletableFuture<>();
    RuntimeException error = new IllegalStateException("thrown by the task");
    onLoop(() -> loop.afterMicrotasks(() -> hook.complete(true)));
    loop.post(
        () -> {
          throw error;
        });
    assertTrue(hook.get());
    idle();
    assertEquals(List.of(error), uncaught);
  }

  @Test
  void aTaskWithinATaskIsPartOfIt() throws Exception {
    List<String> order = new ArrayList<>();
    onLoop(() -> loop.afterMicrotasks(() -> order.add("hook")));
    onLoop(
        () -> {
          order.clear();
          order.add("outer");
          loop.runTask(() -> order.add("inner"));
          order.add("outer again");
        });
    idle();
    assertEquals(List.of("outer", "inner", "outer again", "hook"), order.subList(0, 4));
  }

  @Test
  void blockingWorkRunsElsewhereAndItsResultComesBackAsATask() throws Exception {
    CompletableFuture<Thread> worked = new CompletableFuture<>();
    CompletableFuture<Boolean> cameBack = new CompletableFuture<>();
    loop.<Thread>blocking(
        Thread::currentThread,
        (error, thread) -> {
          worked.complete(thread);
          cameBack.complete(loop.onLoop());
        });
    assertTrue(cameBack.get());
    assertFalse(worked.get().getName().equals("test"));
  }

  @Test
  void ofManyBlockingJobsSomeWaitForOthersToEnd() throws Exception {
    int jobs = 1_000;
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch allBack = new CountDownLatch(jobs);
    for (int i = 0; i < jobs; i++) {
      loop.blocking(() -> threads.add(Thread.currentThread()), (_, _) -> allBack.countDown());
    }
    assertTrue(allBack.await(20, TimeUnit.SECONDS));
    assertTrue(threads.size() <= 128, () -> threads.size() + " threads");
  }

  @Test
  void theErrorOfBlockingWorkComesBackToo() throws Exception {
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    loop.blocking(
        () -> {
          throw new IOException("no disk");
        },
        (error, _) -> failed.complete(error));
    assertEquals("no disk", failed.get().getMessage());
  }

  @Test
  void theLoopIsNotIdleWhileBlockingWorkRuns() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    List<String> order = new ArrayList<>();
    loop.<Boolean>blocking(
        () -> release.await(20, TimeUnit.SECONDS), (_, _) -> order.add("work is back"));
    loop.whenIdle(
        () -> {
          order.add("idle");
          idle.complete(true);
        });
    onLoop(() -> assertFalse(idle.isDone()));
    release.countDown();
    idle.get();
    assertEquals(List.of("work is back", "idle"), order);
  }

  @Test
  void aReferenceKeepsTheLoopFromBeingIdle() throws Exception {
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    onLoop(loop::ref);
    loop.whenIdle(() -> idle.complete(true));
    onLoop(() -> assertFalse(idle.isDone()));
    onLoop(loop::unref);
    assertTrue(idle.get());
  }

  @Test
  void anExceptionOfACallReachesTheCaller() {
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () ->
                loop.call(
                        () -> {
                          throw new IOException("no");
                        })
                    .get());
    assertEquals("java.io.IOException: no", String.valueOf(e.getCause()));
    assertEquals(List.of(), uncaught);
  }

  @Test
  void timersOfOneDeadlineFireInOrderOfCreation() throws Exception {
    List<Integer> fired = new ArrayList<>();
    onLoop(
        () -> {
          loop.timers().onFire(fired::add);
          for (int i = 0; i < 50; i++) {
            loop.timers().schedule(i, 0);
          }
        });
    idle();
    for (int i = 0; i < 50; i++) {
      assertEquals(i, fired.get(i));
    }
  }

  @Test
  void timersFireInOrderOfDeadline() throws Exception {
    List<Integer> fired = new ArrayList<>();
    onLoop(
        () -> {
          loop.timers().onFire(fired::add);
          loop.timers().schedule(1, 30);
          loop.timers().schedule(2, 1);
          loop.timers().schedule(3, 15);
        });
    idle();
    assertEquals(List.of(2, 3, 1), fired);
  }

  @Test
  void aCancelledTimerDoesNotFireAndDoesNotHoldTheLoop() throws Exception {
    List<Integer> fired = new ArrayList<>();
    onLoop(
        () -> {
          loop.timers().onFire(fired::add);
          loop.timers().schedule(1, 3_600_000);
          loop.timers().schedule(2, 0);
          loop.timers().cancel(1);
        });
    idle();
    assertEquals(List.of(2), fired);
    assertEquals(0, loop.timers().size());
  }

  @Test
  void anUnreferencedTimerDoesNotHoldTheLoop() throws Exception {
    onLoop(
        () -> {
          loop.timers().schedule(1, 3_600_000);
          loop.timers().setRef(1, false);
        });
    idle();
    onLoop(() -> loop.timers().setRef(1, true));
    onLoop(() -> assertFalse(loop.isIdle()));
    onLoop(() -> loop.timers().cancel(1));
    idle();
  }

  @Test
  void aTimerThatThrowsDoesNotKeepTheOthersFromFiring() throws Exception {
    List<Integer> fired = new ArrayList<>();
    onLoop(
        () -> {
          loop.timers()
              .onFire(
                  id -> {
                    fired.add(id);
                    if (id == 1) {
                      throw new IllegalStateException("timer 1");
                    }
                  });
          loop.timers().schedule(1, 0);
          loop.timers().schedule(2, 0);
        });
    idle();
    assertEquals(List.of(1, 2), fired);
    assertEquals(1, uncaught.size());
  }

  @Test
  void aMillionTimersAreScheduledCancelledAndFired() throws Exception {
    int count = 1_000_000;
    int[] fired = {0};
    onLoop(
        () -> {
          loop.timers().onFire(_ -> fired[0]++);
          for (int i = 0; i < count; i++) {
            loop.timers().schedule(i, i % 10);
          }
          for (int i = 0; i < count; i += 2) {
            loop.timers().cancel(i);
          }
          assertEquals(count / 2, loop.timers().size());
        });
    idle();
    assertEquals(count / 2, fired[0]);
    assertEquals(0, loop.timers().size());
  }

  @Test
  void jobsOneAfterTheOtherShareAFewThreads() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 200; i++) {
      job(() -> threads.add(Thread.currentThread())).get();
    }
    assertTrue(threads.size() < 10, threads::toString);
  }

  @Test
  void jobsBeyondTheGreatestNumberOfThreadsWaitForOne() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<CompletableFuture<Boolean>> jobs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      jobs.add(job(() -> release.await(20, TimeUnit.SECONDS)));
    }
    release.countDown();
    for (CompletableFuture<Boolean> job : jobs) {
      assertTrue(job.get());
    }
  }

  private CompletableFuture<Boolean> job(Callable<Boolean> work) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    loop.blocking(
        work,
        (error, result) -> {
          if (error == null) {
            done.complete(result);
          } else {
            done.completeExceptionally(error);
          }
        });
    return done;
  }

  private void onLoop(Runnable work) throws Exception {
    loop.call(
            () -> {
              work.run();
              return true;
            })
        .get();
  }

  private void idle() throws Exception {
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    loop.whenIdle(() -> idle.complete(true));
    idle.get();
  }
}
