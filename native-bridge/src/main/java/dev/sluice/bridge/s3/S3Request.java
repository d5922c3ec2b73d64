package dev.sluice.bridge.s3;

import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.RequestBody;
import dev.sluice.bridge.http.client.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * One request to S3, not signed yet: each time that it is sent it is signed anew.
 *
 * @param what errors call what it is about
 * @param body what can be sent again, or null
 * @param payloadHash of the body, or {@link RequestSigner#UNSIGNED_PAYLOAD}
 * @param isDocument is the answer a small document, to be parsed?
 * @param isRepeatable is it the same to be asked twice, so that it may be sent again when nobody
 *     knows whether it has arrived?
 * @param retries how often it is sent again at most
 */
record S3Request(
    String method,
    S3Address address,
    Credentials who,
    String what,
    Query query,
    HeaderFields fields,
    RequestBody.@Nullable Stored body,
    String payloadHash,
    Timeouts timeouts,
    boolean isDocument,
    boolean isRepeatable,
    int retries) {
  /** A connection to a service that is always there takes no long time, nor does an answer. */
  static final Timeouts USUAL = new Timeouts(10_000, 60_000, 60_000, 0);

  /** To put an object together from its parts takes minutes. */
  static final Timeouts LONG = new Timeouts(10_000, 600_000, 600_000, 0);

  /** What is done for tidiness keeps nobody waiting. */
  static final Timeouts BRIEF = new Timeouts(5_000, 10_000, 10_000, 15_000);

  /** The hash of no bytes. */
  static final String NO_PAYLOAD = RequestSigner.hash(new byte[0]);

  /** A request without a body, which is the same to be asked twice, about an object. */
  static S3Request of(String method, S3Object object, Query query, HeaderFields fields) {
    return new S3Request(
        method,
        object.address(),
        object.credentials(),
        object.key(),
        query,
        fields,
        null,
        NO_PAYLOAD,
        USUAL,
        false,
        true,
        object.settings().transfer().retries());
  }

  S3Request withBody(RequestBody.Stored stored, String hash) {
    return new S3Request(
        method,
        address,
        who,
        what,
        query,
        fields,
        stored,
        hash,
        timeouts,
        isDocument,
        isRepeatable,
        retries);
  }

  /** The answer is a document. */
  S3Request forDocument(boolean repeatable, Timeouts patience) {
    return new S3Request(
        method,
        address,
        who,
        what,
        query,
        fields,
        body,
        payloadHash,
        patience,
        true,
        repeatable,
        retries);
  }

  /** Nobody waits for it. */
  S3Request inBrief() {
    return new S3Request(
        method,
        address,
        who,
        what,
        query,
        fields,
        body,
        payloadHash,
        BRIEF,
        isDocument,
        isRepeatable,
        Math.min(retries, 1));
  }
}
