package dev.sluice.bridge.s3;

/** What is under way. */
@FunctionalInterface
public interface S3Task {
  /** Gives it up; nobody is told. Harmless after the end. On the loop's thread. */
  void cancel();
}
