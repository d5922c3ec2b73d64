package dev.sluice.image;

/** A step of the build failed for a reason that the message tells to whoever started a script. */
final class BuildException extends Exception {
  private static final long serialVersionUID = 1;

  BuildException(String message) {
    super(message);
  }
}
