package dev.sluice.testjs.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What one process measured.
 *
 * @param titles what the file registers in that runtime, in order: equal ones are variants of one
 *     benchmark
 * @param coldMillis the first call
 * @param rounds nanoseconds per operation, one value a round; not empty
 * @param cpuNanos CPU time per operation of the whole process in those rounds; NaN where the system
 *     does not say
 */
record Measurement(List<String> titles, double coldMillis, List<Double> rounds, double cpuNanos) {

  Measurement {
    titles = List.copyOf(titles);
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
        titles, Math.min(coldMillis, other.coldMillis), all, Math.min(cpuNanos, other.cpuNanos));
  }
}
