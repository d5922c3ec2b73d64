package dev.sluice.bridge.http.client;

import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.stream.Source;
import org.jspecify.annotations.Nullable;

/**
 * A response whose head has come.
 *
 * @param statusText as it was sent, one byte a character
 * @param fields as they were sent
 * @param body its bytes as they come over the wire, codings and all; null if there are none.
 *     Nothing is read ahead of whoever pulls but what came with the head. Whoever does not want it
 *     cancels it
 * @param protocol {@code HTTP/1.1} or the like
 */
public record ClientResponse(
    int status, String statusText, HeaderFields fields, @Nullable Source body, String protocol) {}
