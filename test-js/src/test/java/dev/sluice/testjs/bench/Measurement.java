package dev.sluice.testjs.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What one process measured.
 *
 * @param count how many variants the benchmark has in that runtime
 * @param coldMillis the first call
 * @param rounds nanoseconds per operation, one value a round; not empty
 * @param cpuNanos CPU time per operation of the whole process in those rounds; NaN where the system
 *     does not say
 */
record Measurement(int count, double coldMillis, List<Double> rounds, double cpuNanos) {

  Measurement {
    rounds = List.copyOf(rounds);
  }

  double least() {
    return rounds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  double median() {
    return rounds.stream().sorted().skip(rounds.size() / 2).findFirst().orElse(Double.NaN);
  }

  /** The rounds of two repetitions as one; the cold call and the CPU time of the better one. */
  Measurement and(Measurement other) {
    List<Double> all = new ArrayList<>(rounds);
    all.addAll(other.rounds);
    return new Measurement(
        count, Math.min(coldMillis, other.coldMillis), all, Math.min(cpuNanos, other.cpuNanos));
  }
}
