package dev.sluice.bridge.http.client;

/** What a request is made for, as a {@link RequestGate} is told. */
public enum Purpose {
  FETCH,
  EVENT_SOURCE,
  WEB_SOCKET,
  /** A connection for later, without a request: method, target and fields say nothing. */
  PRECONNECT,
  S3
}
