package dev.sluice.runtime.realm;

import dev.sluice.runtime.binding.ServerThreads;
import dev.sluice.runtime.binding.SharedServers;
import org.jspecify.annotations.Nullable;

/** For realms without a runtime: nobody shares a server. */
final class OneThread implements ServerThreads {
  private final SharedServers servers = new SharedServers();

  @Override
  public int index() {
    return 0;
  }

  @Override
  public SharedServers servers() {
    return servers;
  }

  @Override
  public @Nullable String problem(int count) {
    return "there is one thread";
  }

  @Override
  public void start(int count) {}

  @Override
  public void stopped() {}

  @Override
  public void restart() {}

  @Override
  public void ended() {}
}
