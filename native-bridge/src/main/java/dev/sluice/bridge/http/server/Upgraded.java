package dev.sluice.bridge.http.server;

/** A connection that HTTP has left, as its server sees it. */
final class Upgraded extends Connections.Entry {
  private final Successor successor;

  Upgraded(Successor successor) {
    this.successor = successor;
  }

  @Override
  void tick() {
    successor.tick();
  }

  @Override
  void closeGracefully() {}

  @Override
  void closeNow() {
    successor.closeNow();
  }
}
