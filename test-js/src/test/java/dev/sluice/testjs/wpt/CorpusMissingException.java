package dev.sluice.testjs.wpt;

import java.util.List;

/** There is no corpus, and every way to get one is closed; the message says what was tried. */
final class CorpusMissingException extends Exception {
  private static final long serialVersionUID = 1L;

  CorpusMissingException(List<String> tried) {
    super(
        """
        The web-platform-tests are not on this machine and cannot be fetched. Tried:
          - %s
        Set SLUICE_WPT_DIR to a checkout of them, or skip these tests with -Dsluice.wpt=off.\
        """
            .formatted(String.join("\n  - ", tried)));
  }
}
