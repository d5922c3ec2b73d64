package dev.sluice.bridge.http.websocket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who of a server's WebSockets is to get what is published under a name. A socket leaves all topics
 * at its end. On the loop's thread.
 */
public final class Topics {
  /** That a socket is subscribed to a topic. It knows its place, so that it is left quickly. */
  static final class Subscription {
    private final Topic topic;
    private final WebSocket socket;
    private int place;

    private Subscription(Topic topic, WebSocket socket, int place) {
      this.topic = topic;
      this.socket = socket;
      this.place = place;
    }
  }

  private static final class Topic {
    final Topics topics;
    final String name;
    final List<Subscription> subscribers = new ArrayList<>(2);

    Topic(Topics topics, String name) {
      this.topics = topics;
      this.name = name;
    }

    void remove(Subscription subscription) {
      Subscription last = subscribers.removeLast();
      if (last != subscription) {
        subscribers.set(subscription.place, last);
        last.place = subscription.place;
      }
      if (subscribers.isEmpty()) {
        topics.byName.remove(name);
      }
    }
  }

  private final Map<String, Topic> byName = new HashMap<>();

  /**
   * Subscribes a socket; harmless if it is subscribed.
   *
   * @return false if the socket has ended
   */
  public boolean subscribe(WebSocket socket, String name) {
    if (socket.isClosed()) {
      return false;
    }
    Map<String, Subscription> own = socket.subscriptions;
    if (own == null) {
      own = new LinkedHashMap<>(4);
      socket.subscriptions = own;
    }
    if (!own.containsKey(name)) {
      Topic topic = byName.computeIfAbsent(name, key -> new Topic(this, key));
      Subscription made = new Subscription(topic, socket, topic.subscribers.size());
      topic.subscribers.add(made);
      own.put(name, made);
    }
    return true;
  }

  /** Was it subscribed? It is not any more. */
  public static boolean unsubscribe(WebSocket socket, String name) {
    Map<String, Subscription> own = socket.subscriptions;
    Subscription subscription = own == null ? null : own.remove(name);
    if (subscription == null) {
      return false;
    }
    subscription.topic.remove(subscription);
    return true;
  }

  /** Is it subscribed? */
  public static boolean isSubscribed(WebSocket socket, String name) {
    Map<String, Subscription> own = socket.subscriptions;
    return own != null && own.containsKey(name);
  }

  /** What it is subscribed to, in that order. */
  public static List<String> of(WebSocket socket) {
    Map<String, Subscription> own = socket.subscriptions;
    return own == null ? List.of() : List.copyOf(own.keySet());
  }

  /** The socket has ended. */
  static void leave(WebSocket socket) {
    Map<String, Subscription> own = socket.subscriptions;
    if (own != null) {
      socket.subscriptions = null;
      own.values().forEach(subscription -> subscription.topic.remove(subscription));
    }
  }

  /** How many sockets are subscribed to a topic. */
  public int count(String name) {
    Topic topic = byName.get(name);
    return topic == null ? 0 : topic.subscribers.size();
  }

  /**
   * Sends a message to all who are subscribed. To send tells no listener anything, so that nobody
   * comes or goes meanwhile.
   *
   * @param except who does not get it, or null
   * @return how many have got it, be it that it waits for their sockets
   */
  public int publish(String name, OutboundMessage message, @Nullable WebSocket except) {
    Topic topic = byName.get(name);
    if (topic == null) {
      return 0;
    }
    int reached = 0;
    List<Subscription> subscribers = topic.subscribers;
    for (int i = 0; i < subscribers.size(); i++) {
      WebSocket socket = subscribers.get(i).socket;
      // An empty message has no bytes to be counted.
      if (socket != except && socket.isOpen()) {
        int result = socket.send(message);
        if (result != WebSocket.DROPPED || message.length() == 0) {
          reached++;
        }
      }
    }
    return reached;
  }
}
