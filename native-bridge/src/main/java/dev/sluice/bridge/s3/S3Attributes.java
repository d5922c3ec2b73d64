package dev.sluice.bridge.s3;

import dev.sluice.bridge.http.HeaderFields;

/**
 * What is said of an object when it is written. A text that is empty says nothing.
 *
 * @param acl such as {@code public-read}
 * @param storageClass such as {@code STANDARD_IA}
 * @param type its Content-Type
 * @param disposition its Content-Disposition
 * @param encoding its Content-Encoding
 * @param isRequesterPays pays whoever asks? Said with each request
 */
public record S3Attributes(
    String acl,
    String storageClass,
    String type,
    String disposition,
    String encoding,
    boolean isRequesterPays) {
  static final S3Attributes NONE = new S3Attributes("", "", "", "", "", false);

  /** The fields of a request that begins an object. */
  HeaderFields forWriting() {
    HeaderFields fields = forAll();
    add(fields, "Content-Type", type);
    add(fields, "Content-Disposition", disposition);
    add(fields, "Content-Encoding", encoding);
    add(fields, "x-amz-acl", acl);
    add(fields, "x-amz-storage-class", storageClass);
    return fields;
  }

  /** The fields of any request. */
  HeaderFields forAll() {
    HeaderFields fields = new HeaderFields();
    add(fields, "x-amz-request-payer", isRequesterPays ? "requester" : "");
    return fields;
  }

  /**
   * What is among the query of a URL that is signed. S3 takes its own fields there too; of the
   * others it takes what the answer is to say.
   */
  Query forUrl(String method) {
    boolean isRead = method.equals("GET") || method.equals("HEAD");
    Query query = Query.NONE;
    query = with(query, "X-Amz-Acl", acl);
    query = with(query, "x-amz-storage-class", isRead ? "" : storageClass);
    query = with(query, "x-amz-request-payer", isRequesterPays ? "requester" : "");
    query = with(query, "response-content-type", isRead ? type : "");
    query = with(query, "response-content-disposition", isRead ? disposition : "");
    return with(query, "response-content-encoding", isRead ? encoding : "");
  }

  private static Query with(Query query, String name, String value) {
    return value.isEmpty() ? query : query.with(name, value);
  }

  private static void add(HeaderFields fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.add(name, value);
    }
  }
}
