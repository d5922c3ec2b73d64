package dev.sluice.examples.embed;

import dev.sluice.runtime.JsModule;
import dev.sluice.runtime.JsRuntime;
import dev.sluice.runtime.NetworkDecision;
import dev.sluice.runtime.NetworkPolicy;
import dev.sluice.runtime.NetworkRequest;
import dev.sluice.runtime.NetworkResponse;
import java.nio.file.Path;
import java.util.Set;

/**
 * Decides on what a script may ask of the network: one host is answered in Java, a few may be
 * asked, all others are refused.
 */
public final class Guarded {
  private static final Set<String> ALLOWED = Set.of("example.com", "www.example.com");

  private Guarded() {}

  /**
   * Runs the example.
   *
   * @param arguments the folder of guarded.mjs, by default {@code examples/embed/scripts}
   */
  public static void main(String[] arguments) {
    Path scripts = Path.of(arguments.length > 0 ? arguments[0] : "examples/embed/scripts");
    try (JsRuntime js =
        JsRuntime.builder()
            .workingDirectory(scripts)
            .network(NetworkPolicy.of(Guarded::decide))
            .build()) {
      JsModule script = js.importModule("./guarded.mjs").join();
      System.out.println(script.call("settings").join());
      System.out.println(script.call("ask", "http://169.254.169.254/latest/meta-data").join());
    }
  }

  private static NetworkDecision decide(NetworkRequest request) {
    System.out.println("Asked: " + request);
    if (request.host().equals("settings.internal")) {
      return NetworkDecision.answer(
          NetworkResponse.of(200)
              .withHeader("Content-Type", "application/json")
              .withText("{\"colour\":\"blue\"}"));
    }
    return ALLOWED.contains(request.host())
        ? NetworkDecision.allow()
        : NetworkDecision.deny(request.host() + " is none of ours");
  }
}
