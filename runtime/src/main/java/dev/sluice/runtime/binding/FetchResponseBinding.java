package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.compress.Decoding;
import dev.sluice.bridge.compress.Tolerance;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.stream.LimitedSource;
import dev.sluice.bridge.stream.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response whose head has come, as fetch() makes a Response of it. */
public final class FetchResponseBinding {
  /** Nobody codes more often; somebody who does wants our memory. */
  private static final int CODINGS_LIMIT = 5;

  private final ClientResponse response;
  private final Loop loop;
  private long limit = -1;

  FetchResponseBinding(ClientResponse response, Loop loop) {
    this.response = response;
    this.loop = loop;
  }

  @Exported
  public int status() {
    return response.status();
  }

  @Exported
  public String statusText() {
    return response.statusText();
  }

  /** {@code HTTP/1.1}, {@code HTTP/2} or the like. */
  @Exported
  public String protocol() {
    return response.protocol();
  }

  @Exported
  public HeaderFields fields() {
    return response.fields();
  }

  /** Is there a body, if only of no bytes? */
  @Exported
  public boolean hasBody() {
    return response.body() != null;
  }

  /** How many bytes the body has on the wire; −1 if that was not announced. */
  @Exported
  public double length() {
    Source body = response.body();
    return body == null ? 0 : body.length();
  }

  /** Does the body come in codings that we can take off? */
  @Exported
  public boolean isEncoded() {
    return !codings().isEmpty();
  }

  /**
   * Says how much is enough: a source with more bytes, decoded or not as it was asked for, fails.
   *
   * @param bytes an integer
   */
  @Exported
  public void limit(double bytes) {
    limit = (long) bytes;
  }

  /**
   * The body's source; called once, for one or the other.
   *
   * @param decodes take the content codings off (Fetch, «handle content codings»), else as it came
   */
  @Exported
  public SourceBinding source(boolean decodes) {
    Source source = response.body();
    if (source == null) {
      throw new IllegalStateException("no body");
    }
    if (decodes) {
      for (Coding coding : codings().reversed()) {
        source = new Decoding(source, coding, Tolerance.HTTP, -1, loop);
      }
    }
    if (limit >= 0) {
      source = new LimitedSource(source, limit);
    }
    return new SourceBinding(source, loop);
  }

  /** The body is not wanted. */
  @Exported
  public void discard() {
    if (response.body() != null) {
      response.body().cancel();
    }
  }

  /**
   * The codings in the order in which they were applied; empty if there are none, or one that we do
   * not know, with which the bytes are handed on as they are.
   */
  private List<Coding> codings() {
    @Nullable String list = response.fields().joined("content-encoding");
    List<Coding> codings = new ArrayList<>();
    if (list != null) {
      for (String token : list.split(",")) {
        String name = token.strip();
        if (name.isEmpty() || name.equalsIgnoreCase("identity")) {
          continue;
        }
        Coding coding = Coding.ofToken(name);
        if (coding == null || codings.size() == CODINGS_LIMIT) {
          return List.of();
        }
        codings.add(coding);
      }
    }
    return codings;
  }
}
