/**
 * What a script sees: the builtins, as JavaScript resources, and the one class that hands them out.
 */
module dev.sluice.builtins {
  requires static org.jspecify;

  exports dev.sluice.builtins;
}
