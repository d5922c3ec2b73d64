package dev.sluice.runtime;

/** What a {@link NetworkPolicy} has decided on a request. */
public sealed interface NetworkDecision {
  /** The request goes where it will. */
  record Allow() implements NetworkDecision {
    private static final Allow ALLOW = new Allow();
  }

  /**
   * The request is refused: to the script its fetch fails with a TypeError whose {@code code} is
   * {@code ERR_ACCESS_DENIED} and whose {@code cause} is an Error with the reason as its message.
   */
  record Deny(String reason) implements NetworkDecision {}

  /**
   * Another request goes in its place, with the same body. The script does not see that: {@code
   * response.url} is the URL that it has asked for, and a relative redirect is relative to that.
   *
   * @param request made of the one that was asked about, by its {@code with…} methods
   */
  record Alter(NetworkRequest request) implements NetworkDecision {}

  /** Nothing is sent, and the script gets this response. Its request's body is discarded. */
  record Answer(NetworkResponse response) implements NetworkDecision {}

  /** Lets the request go. */
  static NetworkDecision allow() {
    return Allow.ALLOW;
  }

  /** Refuses the request, for a reason that the script is told. */
  static NetworkDecision deny(String reason) {
    return new Deny(reason);
  }

  /** Sends another request, made of the one that was asked about. */
  static NetworkDecision alter(NetworkRequest request) {
    return new Alter(request);
  }

  /** Answers the request. */
  static NetworkDecision answer(NetworkResponse response) {
    return new Answer(response);
  }
}
