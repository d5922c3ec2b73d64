package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a {@link RequestGate}, and brings its verdict to the loop's thread. */
final class Admission {
  private final Consumer<RequestGate.Verdict> then;
  private final Loop loop;

  /** Is the gate being asked? Of the loop's thread alone. */
  private boolean isAsking = true;

  private final Thread asker = Thread.currentThread();

  private Admission(Loop loop, Consumer<RequestGate.Verdict> then) {
    this.loop = loop;
    this.then = then;
  }

  /**
   * Asks.
   *
   * @param then called once, on the loop's thread: within this call where the verdict is there at
   *     once, else in a task of its own
   */
  static void ask(
      RequestGate gate,
      ClientRequest request,
      Occasion occasion,
      Loop loop,
      Consumer<RequestGate.Verdict> then) {
    Admission admission = new Admission(loop, then);
    CompletionStage<RequestGate.Verdict> verdict;
    try {
      verdict = gate.ask(request, occasion, loop);
    } catch (RuntimeException e) {
      then.accept(failed());
      return;
    }
    verdict.whenComplete(admission::decided);
    admission.isAsking = false;
  }

  private void decided(RequestGate.@Nullable Verdict verdict, @Nullable Throwable error) {
    RequestGate.Verdict known = error != null || verdict == null ? failed() : verdict;
    if (Thread.currentThread() == asker && isAsking) {
      then.accept(known);
      return;
    }
    try {
      loop.post(() -> then.accept(known));
    } catch (RejectedExecutionException closed) {
      // With the loop the request has ended.
      if (known instanceof RequestGate.Verdict.Answer(ClientResponse response)
          && response.body() != null) {
        response.body().cancel();
      }
    }
  }

  /** A gate that cannot decide lets nobody through. */
  private static RequestGate.Verdict failed() {
    return new RequestGate.Verdict.Refuse(
        BridgeException.plain(
            RequestGate.ACCESS_DENIED, "the host could not decide on the request"));
  }
}
