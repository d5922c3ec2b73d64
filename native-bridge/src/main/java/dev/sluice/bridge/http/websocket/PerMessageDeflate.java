package dev.sluice.bridge.http.websocket;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What both sides have agreed on about compression (RFC 7692 §7.1).
 *
 * <p>We never let a message refer to earlier ones: so one deflater of a quarter of a megabyte does
 * for all connections of a loop, and a message to many is deflated once. A server asks the same of
 * its clients, and has one inflater; a client takes from servers what they like.
 *
 * @param response the field's value in a server's answer
 * @param remembers may what the other side sends refer to its earlier messages?
 */
record PerMessageDeflate(String response, boolean remembers) {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_FORGETS = "server_no_context_takeover";
  private static final String CLIENT_FORGETS = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  /** What a client asks for. Without a say on its own window, since the JDK has but the largest. */
  static final String OFFER = NAME + "; " + CLIENT_FORGETS;

  private static final PerMessageDeflate OF_SERVER =
      new PerMessageDeflate(NAME + "; " + SERVER_FORGETS + "; " + CLIENT_FORGETS, false);

  /**
   * A server's choice of what a client offers.
   *
   * @return null if there is nothing that we can do
   */
  static @Nullable PerMessageDeflate accept(@Nullable String offers) {
    List<Extension> all = offers == null ? null : Extension.parse(offers);
    if (all == null) {
      return null;
    }
    for (Extension offer : all) {
      if (offer.name().equalsIgnoreCase(NAME) && isAcceptable(offer.parameters())) {
        return OF_SERVER;
      }
    }
    return null;
  }

  private static boolean isAcceptable(Map<String, String> parameters) {
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String value = parameter.getValue();
      boolean isFine =
          switch (parameter.getKey()) {
            case SERVER_FORGETS, CLIENT_FORGETS -> value.isEmpty();
            // A smaller window than the JDK's would be a promise that we cannot keep.
            case SERVER_WINDOW -> value.equals("15");
            case CLIENT_WINDOW -> value.isEmpty() || isWindow(value);
            default -> false;
          };
      if (!isFine) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWindow(String value) {
    return switch (value) {
      case "8", "9", "10", "11", "12", "13", "14", "15" -> true;
      default -> false;
    };
  }

  /**
   * What a server has made of {@link #OFFER}.
   *
   * @return null if it is nothing that it may answer
   */
  static @Nullable PerMessageDeflate confirmed(String field) {
    List<Extension> all = Extension.parse(field);
    if (all == null || all.size() != 1 || !all.getFirst().name().equalsIgnoreCase(NAME)) {
      return null;
    }
    boolean remembers = true;
    for (Map.Entry<String, String> parameter : all.getFirst().parameters().entrySet()) {
      String value = parameter.getValue();
      switch (parameter.getKey()) {
        case SERVER_FORGETS -> {
          if (!value.isEmpty()) {
            return null;
          }
          remembers = false;
        }
        case CLIENT_FORGETS -> {
          if (!value.isEmpty()) {
            return null;
          }
        }
        case SERVER_WINDOW -> {
          if (!isWindow(value)) {
            return null;
          }
        }
        default -> {
          return null;
        }
      }
    }
    return new PerMessageDeflate(field, remembers);
  }
}
