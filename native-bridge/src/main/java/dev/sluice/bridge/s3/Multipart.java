package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.RequestBody;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An upload in parts (S3 API reference, CreateMultipartUpload, UploadPart, CompleteMultipartUpload,
 * AbortMultipartUpload). Several parts go at a time; each is sent again by itself when it fails.
 * What is not completed is aborted, so that nobody pays for parts of nothing.
 *
 * <pre>
 * IDLE --add--> BEGINNING --id--> RUNNING --all stored--> COMPLETING --> OVER
 *                   |                |                        |
 *                   +----fault, abandon-----------------------+--> ABORTING --> OVER
 * </pre>
 *
 * <p>All on the loop's thread.
 */
final class Multipart implements S3Upload.Parts {
  /** S3's limit. */
  static final int MOST_PARTS = 10_000;

  private enum State {
    IDLE,
    BEGINNING,
    RUNNING,
    COMPLETING,
    ABORTING,
    OVER
  }

  private record Part(int number, BlobStore store, long offset, long length) {}

  private final S3Object object;
  private final Listener listener;
  private final Queue<Part> waiting = new ArrayDeque<>();
  private final Set<S3Task> sending = new HashSet<>();
  private final List<String> etags = new ArrayList<>();
  private State state = State.IDLE;
  private String uploadId = "";
  private long bytes;
  private int stored;
  private boolean isFinishing;

  /** Nobody wants to hear of its end. */
  private boolean isSilent;

  private @Nullable S3Call completing;

  /** Why it is taken back; null where that is wanted. */
  private @Nullable BridgeException failure;

  Multipart(S3Object object, Listener listener) {
    this.object = object;
    this.listener = listener;
  }

  @Override
  public void add(BlobStore store, long offset, long length) {
    if (state == State.ABORTING || state == State.OVER) {
      return;
    }
    if (etags.size() == MOST_PARTS) {
      fail(S3Errors.tooManyParts(object.key()));
      return;
    }
    etags.add("");
    long size = length < 0 ? store.size() - offset : length;
    bytes += size;
    waiting.add(new Part(etags.size(), store, offset, size));
    if (state == State.IDLE) {
      begin();
    } else {
      pump();
    }
  }

  @Override
  public int pending() {
    return state == State.ABORTING ? Integer.MAX_VALUE : etags.size() - stored;
  }

  private void begin() {
    state = State.BEGINNING;
    S3Request request =
        S3Request.of(
                "POST",
                object,
                Query.of("uploads", ""),
                object.settings().attributes().forWriting())
            // Asked twice, it may begin two, of which one would never be ended.
            .forDocument(false, S3Request.USUAL);
    object
        .client()
        .send(
            request,
            new S3Call.Handler() {
              @Override
              public void onResponse(ClientResponse response, @Nullable XmlElement document) {
                begun(document == null ? "" : document.text("UploadId"));
              }

              @Override
              public void onError(BridgeException error) {
                if (state == State.BEGINNING) {
                  failure = error;
                  waiting.clear();
                }
                over();
              }
            });
  }

  private void begun(String id) {
    uploadId = id;
    if (state == State.ABORTING) {
      takeBack();
    } else if (id.isEmpty()) {
      failure = S3Errors.badAnswer("an upload has begun without an id", object.key());
      waiting.clear();
      over();
    } else {
      state = State.RUNNING;
      pump();
    }
  }

  private void pump() {
    int limit = object.settings().transfer().queueSize();
    while (state == State.RUNNING && sending.size() < limit) {
      Part part = waiting.poll();
      if (part == null) {
        break;
      }
      send(part);
    }
    if (state == State.RUNNING && isFinishing && stored == etags.size()) {
      complete();
    }
  }

  private void send(Part part) {
    Query query = Query.of("partNumber", Integer.toString(part.number), "uploadId", uploadId);
    S3Request request = S3Request.of("PUT", object, query, object.settings().attributes().forAll());
    // Its task is known only after it has been sent, and it answers only later.
    S3Task[] task = new S3Task[1];
    task[0] =
        StoredPut.send(
            object.client(),
            request,
            new RequestBody.Stored(part.store, part.offset, part.length),
            (error, fields) -> {
              sending.remove(task[0]);
              sent(part, error, fields);
            });
    sending.add(task[0]);
  }

  private void sent(Part part, @Nullable BridgeException error, HeaderFields fields) {
    if (state != State.RUNNING) {
      return;
    }
    String etag = fields.get("etag");
    if (error != null) {
      fail(error);
    } else if (etag == null) {
      fail(S3Errors.badAnswer("a part was stored without an ETag", object.key()));
    } else {
      etags.set(part.number - 1, etag);
      stored++;
      pump();
      listener.stored();
    }
  }

  @Override
  public void finish() {
    isFinishing = true;
    if (state == State.RUNNING) {
      pump();
    }
  }

  private void complete() {
    state = State.COMPLETING;
    StringBuilder text = new StringBuilder(128 + 96 * etags.size());
    text.append("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (int i = 0; i < etags.size(); i++) {
      text.append("<Part><PartNumber>")
          .append(i + 1)
          .append("</PartNumber><ETag>")
          .append(XmlElement.escape(etags.get(i)))
          .append("</ETag></Part>");
    }
    BytesStore list = BytesStore.of(text.append("</CompleteMultipartUpload>").toString());
    HeaderFields fields = object.settings().attributes().forAll();
    fields.add("Content-Type", "application/xml");
    S3Request request =
        S3Request.of("POST", object, Query.of("uploadId", uploadId), fields)
            .withBody(
                new RequestBody.Stored(list, 0, list.size()),
                RequestSigner.hash(list.read(0, -1, -1).array()))
            .forDocument(true, S3Request.LONG);
    completing =
        object
            .client()
            .send(
                request,
                new S3Call.Handler() {
                  @Override
                  public void onResponse(ClientResponse response, @Nullable XmlElement document) {
                    over();
                  }

                  @Override
                  public void onError(BridgeException error) {
                    notCompleted(error);
                  }
                });
  }

  /**
   * A server that has completed it, and whose answer got lost, does not know the upload any more
   * when it is asked again: then the object is looked at.
   */
  private void notCompleted(BridgeException error) {
    boolean maybe =
        error.code().equals("NoSuchUpload") && completing != null && completing.hasFailedBefore();
    completing = null;
    if (!maybe) {
      fail(error);
      return;
    }
    S3Task _ =
        object.stat(
            (_, stat) -> {
              if (state == State.COMPLETING) {
                if (stat != null && stat.size() == bytes) {
                  over();
                } else {
                  fail(error);
                }
              }
            });
  }

  private void fail(BridgeException error) {
    if (state == State.ABORTING || state == State.OVER) {
      return;
    }
    failure = error;
    abort();
  }

  @Override
  public void abandon() {
    isSilent = true;
    if (state != State.ABORTING && state != State.OVER) {
      abort();
    }
  }

  private void abort() {
    State was = state;
    state = State.ABORTING;
    waiting.clear();
    for (S3Task task : List.copyOf(sending)) {
      task.cancel();
    }
    sending.clear();
    if (completing != null) {
      completing.cancel();
      completing = null;
    }
    switch (was) {
      case IDLE -> over();
      // Its id is still to come: without it, it could not be ended.
      case BEGINNING -> {}
      default -> takeBack();
    }
  }

  private void takeBack() {
    S3Request request =
        S3Request.of(
                "DELETE",
                object,
                Query.of("uploadId", uploadId),
                object.settings().attributes().forAll())
            .inBrief();
    object
        .client()
        .send(
            request,
            new S3Call.Handler() {
              @Override
              public void onResponse(ClientResponse response, @Nullable XmlElement document) {
                S3Object.discard(response);
                over();
              }

              @Override
              public void onError(BridgeException error) {
                // The reason for all this is the one to be told; a bucket's own rules may tidy up.
                over();
              }
            });
  }

  private void over() {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    if (!isSilent) {
      if (failure == null) {
        listener.finished();
      } else {
        listener.failed(failure);
      }
    }
  }
}
