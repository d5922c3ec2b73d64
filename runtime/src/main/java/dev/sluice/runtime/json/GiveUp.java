package dev.sluice.runtime.json;

/** What is being read or written is the engine's: nothing of it has been observed yet. */
final class GiveUp extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack and holds nothing
  static final GiveUp INSTANCE = new GiveUp();

  private GiveUp() {
    super(null, null, false, false);
  }
}
