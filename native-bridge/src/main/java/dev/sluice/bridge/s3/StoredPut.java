package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.RequestBody;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A PUT of bytes that can be sent again: their hash, where one is needed, and then the request. */
final class StoredPut {
  private final S3Client client;
  private @Nullable S3Call call;
  private boolean isCancelled;

  private StoredPut(S3Client client) {
    this.client = client;
  }

  /**
   * Sends.
   *
   * @param request without its body
   * @param whenDone in a task: an error, or null and the fields of the answer
   */
  static S3Task send(
      S3Client client,
      S3Request request,
      RequestBody.Stored body,
      BiConsumer<@Nullable BridgeException, HeaderFields> whenDone) {
    StoredPut put = new StoredPut(client);
    client.hash(
        request.address().isSecure(),
        body.store(),
        body.offset(),
        body.length(),
        (error, hash) -> {
          if (put.isCancelled) {
            return;
          }
          if (error == null) {
            put.begin(request.withBody(body, hash), whenDone);
          } else {
            whenDone.accept(error, new HeaderFields(0));
          }
        });
    return put::cancel;
  }

  private void begin(
      S3Request request, BiConsumer<@Nullable BridgeException, HeaderFields> whenDone) {
    call =
        client.send(
            request,
            new S3Call.Handler() {
              @Override
              public void onResponse(ClientResponse response, @Nullable XmlElement document) {
                S3Object.discard(response);
                whenDone.accept(null, response.fields());
              }

              @Override
              public void onError(BridgeException error) {
                whenDone.accept(error, new HeaderFields(0));
              }
            });
  }

  private void cancel() {
    isCancelled = true;
    if (call != null) {
      call.cancel();
    }
  }
}
