package dev.sluice.bridge;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which pooled memory is found that nobody has given back. JUnit applies
 * it to all of them, see {@code junit-platform.properties}. What is found may have been lost by a
 * class before, whose threads still held it; the report says where it was last touched.
 */
public final class LeakGuard implements AfterAllCallback {
  static {
    Leaks.watch();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> found = Leaks.look();
    if (!found.isEmpty()) {
      throw new AssertionError(found.size() + " leaks:\n" + String.join("\n", found));
    }
  }
}
