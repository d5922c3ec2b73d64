package dev.sluice.image;

import java.time.Duration;
import java.time.Instant;

/** Tells on stderr what is being done and how far it is. */
final class Progress {
  private final Instant start = Instant.now();
  private final int steps;
  private int step;

  Progress(int steps) {
    this.steps = steps;
  }

  static void say(String message) {
    System.err.println("sluice: " + message);
  }

  void step(String what) {
    if (step == 0) {
      say("building, once for this state of the code");
    }
    step++;
    say("[" + step + "/" + steps + "] " + what);
  }

  void done() {
    say("ready after " + Duration.between(start, Instant.now()).toSeconds() + " s");
  }
}
