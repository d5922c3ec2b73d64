package dev.sluice.bridge.url.pattern;

/** The members of the dictionary URLPatternInit: the components in their order, then the base. */
enum PatternKey {
  PROTOCOL(0),
  USERNAME(1),
  PASSWORD(2),
  HOSTNAME(3),
  PORT(4),
  PATHNAME(5),
  SEARCH(6),
  HASH(7),
  BASE_URL(8);

  /** How many of them are components. */
  static final int COMPONENTS = 8;

  static final int COUNT = 9;

  /** By which JavaScript names it. */
  final int index;

  PatternKey(int index) {
    this.index = index;
  }
}
