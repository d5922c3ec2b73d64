package dev.sluice.bridge.http.client;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy: asked with the whole URL for {@code http:}, for a tunnel for {@code https:} (RFC
 * 9110 §9.3.6).
 *
 * @param host a name or address, IPv6 without brackets
 * @param authorization the value of Proxy-Authorization, or null
 */
public record Proxy(String host, int port, @Nullable String authorization) {}
