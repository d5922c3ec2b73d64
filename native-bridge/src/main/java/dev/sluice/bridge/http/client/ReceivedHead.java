package dev.sluice.bridge.http.client;

import dev.sluice.bridge.http.HeaderFields;

/**
 * The head of a final response, as either protocol has it.
 *
 * @param statusText one byte a character; HTTP/2 has none
 * @param fields as they were sent
 * @param length of the body as announced; −1 if it was not
 * @param protocol {@code HTTP/1.1} or the like
 */
record ReceivedHead(
    int status, String statusText, HeaderFields fields, long length, String protocol) {}
