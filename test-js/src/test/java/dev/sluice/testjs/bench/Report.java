package dev.sluice.testjs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Markdown tables: a row for each benchmark, a column for each runtime, and the ratio to the best
 * peer.
 */
final class Report {
  private final List<Contender> contenders;
  private final StringBuilder text = new StringBuilder();

  Report(List<Contender> contenders) {
    this.contenders = List.copyOf(contenders);
  }

  /** Adds a table; a smaller figure is better. */
  <T> void table(String title, Map<String, Map<Contender, T>> rows, ToDoubleFunction<T> figure) {
    table(title, rows, figure, (a, b) -> a < b);
  }

  /** Adds a table; a greater figure is better. */
  <T> void rates(String title, Map<String, Map<Contender, T>> rows, ToDoubleFunction<T> figure) {
    table(title, rows, figure, (a, b) -> a > b);
  }

  /** Which of two figures is better? */
  @FunctionalInterface
  private interface Order {
    boolean isBetter(double a, double b);
  }

  private <T> void table(
      String title, Map<String, Map<Contender, T>> rows, ToDoubleFunction<T> figure, Order order) {
    text.append("\n### ").append(title).append("\n\n");
    List<String> head = new ArrayList<>();
    head.add("benchmark");
    contenders.forEach(contender -> head.add(contender.name()));
    head.add("sluice / best peer");
    row(head);
    row(head.stream().map(column -> column.equals("benchmark") ? "---" : "---:").toList());
    rows.forEach(
        (name, results) -> {
          List<String> cells = new ArrayList<>();
          cells.add(name);
          double own = Double.NaN;
          double best = Double.NaN;
          for (Contender contender : contenders) {
            T result = results.get(contender);
            double value = result == null ? Double.NaN : figure.applyAsDouble(result);
            cells.add(number(value));
            if (contender.isSluice()) {
              own = value;
            } else if (!Double.isNaN(value)
                && (Double.isNaN(best) || order.isBetter(value, best))) {
              best = value;
            }
          }
          cells.add(number(own / best));
          row(cells);
        });
  }

  void line(String line) {
    text.append(line).append('\n');
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
