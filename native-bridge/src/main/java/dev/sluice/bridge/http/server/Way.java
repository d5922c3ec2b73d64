package dev.sluice.bridge.http.server;

/** Which way a response took, for counting. */
public enum Way {
  /** From memory, at once. */
  STATIC,
  /** Source and socket both in Java. */
  NATIVE,
  /** Written by a script piece by piece. */
  SCRIPT
}
