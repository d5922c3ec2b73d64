package dev.sluice.testjs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A runtime that takes part.
 *
 * @param name as in the tables
 * @param command starts it, without the script
 */
record Contender(String name, List<String> command) {
  static final String SLUICE = "sluice";

  Contender {
    command = List.copyOf(command);
  }

  /** The command that runs a script. */
  List<String> running(Path script) {
    List<String> whole = new ArrayList<>(command);
    whole.add(script.toString());
    return whole;
  }

  boolean isSluice() {
    return name.equals(SLUICE);
  }
}
