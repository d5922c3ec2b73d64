package dev.sluice.bridge.s3;

/**
 * What is wanted of a bucket (S3 API reference, ListObjectsV2). A text that is empty says nothing.
 *
 * @param delimiter keys that have the same beginning up to it are one entry
 * @param continuationToken of the list before
 * @param startAfter a key
 * @param encodingType {@code url} or empty
 * @param maxKeys 0: as many as the server likes, which are 1,000
 */
public record ListQuery(
    String prefix,
    String delimiter,
    String continuationToken,
    String startAfter,
    String encodingType,
    int maxKeys,
    boolean fetchesOwner) {

  Query query() {
    Query query = Query.of("list-type", "2");
    query = with(query, "prefix", prefix);
    query = with(query, "delimiter", delimiter);
    query = with(query, "continuation-token", continuationToken);
    query = with(query, "start-after", startAfter);
    query = with(query, "encoding-type", encodingType);
    query = with(query, "max-keys", maxKeys == 0 ? "" : Integer.toString(maxKeys));
    return with(query, "fetch-owner", fetchesOwner ? "true" : "");
  }

  private static Query with(Query query, String name, String value) {
    return value.isEmpty() ? query : query.with(name, value);
  }
}
