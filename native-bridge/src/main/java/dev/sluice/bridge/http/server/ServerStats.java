package dev.sluice.bridge.http.server;

import dev.sluice.bridge.Exported;

/**
 * What a server has counted since its start. Written on the loop's thread. Other threads may read
 * it, each number for itself and perhaps as it was a moment ago.
 */
public final class ServerStats {
  private long staticResponses;
  private long nativeResponses;
  private long scriptResponses;
  private long requests;
  private long refused;
  private long aborted;
  private long bytesIn;
  private long bytesOut;
  private long connections;
  private long waits;
  private long messagesIn;
  private long messagesOut;
  private long messagesDropped;
  private int open;
  private int inWork;

  /** Adds what another server has counted. */
  public void add(ServerStats other) {
    addPast(other);
    open += other.open;
    inWork += other.inWork;
  }

  /** Likewise, but for what goes on now: of a server that is no more. */
  public void addPast(ServerStats other) {
    staticResponses += other.staticResponses;
    nativeResponses += other.nativeResponses;
    scriptResponses += other.scriptResponses;
    requests += other.requests;
    refused += other.refused;
    aborted += other.aborted;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    connections += other.connections;
    waits += other.waits;
    messagesIn += other.messagesIn;
    messagesOut += other.messagesOut;
    messagesDropped += other.messagesDropped;
  }

  void request() {
    requests++;
    inWork++;
  }

  void response(Way way) {
    switch (way) {
      case STATIC -> staticResponses++;
      case NATIVE -> nativeResponses++;
      case SCRIPT -> scriptResponses++;
    }
    inWork--;
  }

  void abort() {
    aborted++;
    inWork--;
  }

  void refusal() {
    refused++;
  }

  /** Bytes have come, of whatever protocol. */
  public void received(long bytes) {
    bytesIn += bytes;
  }

  /** Bytes have been handed to a connection. */
  public void sent(long bytes) {
    bytesOut += bytes;
  }

  void opened() {
    connections++;
    open++;
  }

  void replaced() {
    connections--;
  }

  void closed() {
    open--;
  }

  void waited() {
    waits++;
  }

  /** A WebSocket has brought a message. */
  public void messageReceived() {
    messagesIn++;
  }

  /** A message goes to a WebSocket. */
  public void messageSent() {
    messagesOut++;
  }

  /** A message does not go to a WebSocket, since too much waits for it. */
  public void messageDropped() {
    messagesDropped++;
  }

  /** Requests that were handed to the handler. */
  @Exported
  public double requests() {
    return requests;
  }

  /** Requests that are not answered to the end. */
  @Exported
  public int pendingRequests() {
    return inWork;
  }

  /** Requests that were refused before any handler saw them, such as malformed ones. */
  @Exported
  public double refused() {
    return refused;
  }

  /** Exchanges that ended before their response was complete. */
  @Exported
  public double aborted() {
    return aborted;
  }

  /** Responses from memory. */
  @Exported
  public double staticResponses() {
    return staticResponses;
  }

  /** Responses whose bytes went from a source in Java to the socket. */
  @Exported
  public double nativeResponses() {
    return nativeResponses;
  }

  /** Responses written by a script. */
  @Exported
  public double scriptResponses() {
    return scriptResponses;
  }

  /** Bytes received, heads included; under TLS those within it. */
  @Exported
  public double bytesIn() {
    return bytesIn;
  }

  /** Bytes sent, heads included; under TLS those within it, with HTTP/2 those of bodies only. */
  @Exported
  public double bytesOut() {
    return bytesOut;
  }

  /** Connections accepted so far. */
  @Exported
  public double connections() {
    return connections;
  }

  /** Connections open now. */
  @Exported
  public int openConnections() {
    return open;
  }

  /** How often a body had to wait for a client that did not read. */
  @Exported
  public double backPressureWaits() {
    return waits;
  }

  /** Messages that WebSockets have brought. */
  @Exported
  public double webSocketMessagesIn() {
    return messagesIn;
  }

  /**
   * Messages that were sent to WebSockets, each one that was published once for each that gets it.
   */
  @Exported
  public double webSocketMessagesOut() {
    return messagesOut;
  }

  /** Messages that were dropped, since more than the limit waited for a WebSocket. */
  @Exported
  public double webSocketMessagesDropped() {
    return messagesDropped;
  }
}
