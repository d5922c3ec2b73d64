/** A Java program that runs JavaScript. */
module dev.sluice.examples.embed {
  requires dev.sluice.runtime;
}
