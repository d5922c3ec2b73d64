package dev.sluice.bridge.http.server.route;

import org.jspecify.annotations.Nullable;

/**
 * Where the parameters of a request lie in its target. Filled by {@link RouteTable#find}, used
 * again for the next request.
 */
public final class RouteMatch {
  private static final String[] NONE = new String[0];

  private final int[] bounds;
  private int count;
  private String target = "";

  RouteMatch(int mostParameters) {
    bounds = new int[2 * mostParameters];
  }

  void begin(String of) {
    target = of;
    count = 0;
  }

  void push(int from, int to) {
    bounds[2 * count] = from;
    bounds[2 * count + 1] = to;
    count++;
  }

  void pop() {
    count--;
  }

  /**
   * The values of the parameters, decoded, in the order of the pattern.
   *
   * @return null if one of them is no percent-encoded UTF-8, which makes it a bad request
   */
  public String @Nullable [] parameters() {
    if (count == 0) {
      return NONE;
    }
    String[] values = new String[count];
    for (int i = 0; i < count; i++) {
      String value = PercentDecoding.decode(target, bounds[2 * i], bounds[2 * i + 1]);
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return values;
  }
}
