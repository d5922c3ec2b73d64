package dev.sluice.bridge.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A server of S3's protocol that takes nothing on trust: signatures, hashes, lengths and the sizes
 * of parts are checked. What a test wants to go wrong it says by {@link #fault}.
 */
final class S3Server implements AutoCloseable {
  static final String ACCESS_KEY = "AKIDEXAMPLE";
  static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  static final String REGION = "eu-test-1";
  private static final int TIMEOUT = 20_000;
  private static final int LEAST_PART = 5 << 20;

  /** A request whose head has come, and whose body is still to be read. */
  record Request(
      String method, String target, Map<String, String> fields, InputStream in, Socket socket) {
    String path() {
      int mark = target.indexOf('?');
      return mark < 0 ? target : target.substring(0, mark);
    }

    Map<String, String> query() {
      Map<String, String> query = new TreeMap<>();
      int mark = target.indexOf('?');
      if (mark >= 0) {
        for (String pair : target.substring(mark + 1).split("&")) {
          int equals = pair.indexOf('=');
          String name = equals < 0 ? pair : pair.substring(0, equals);
          String value = equals < 0 ? "" : pair.substring(equals + 1);
          query.put(decode(name), decode(value));
        }
      }
      return query;
    }

    long length() {
      return Long.parseLong(fields.getOrDefault("content-length", "0"));
    }

    byte[] body() throws IOException {
      if ("chunked".equals(fields.get("transfer-encoding"))) {
        throw new AssertionError("S3 takes no chunks");
      }
      byte[] body = in.readNBytes((int) length());
      if (body.length < length()) {
        throw new IOException("cut");
      }
      return body;
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Closes so that the client gets a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /** Something that happens instead of an answer. */
  @FunctionalInterface
  interface Fault {
    /**
     * Answers in its own way.
     *
     * @return may the connection be used again?
     */
    boolean answer(Request request) throws IOException;

    /** An error as S3 tells it. */
    static Fault status(int status, String code, String... fields) {
      return request -> {
        request.body();
        respond(
            request, status, xml("Error", "<Code>" + code + "</Code><Message>m</Message>"), fields);
        return true;
      };
    }

    static Fault reset() {
      return request -> {
        request.reset();
        return false;
      };
    }

    /** The connection breaks when so much of the request's body has come. */
    static Fault resetAfter(int bytes) {
      return request -> {
        request.in.readNBytes(bytes);
        request.reset();
        return false;
      };
    }
  }

  private record Rule(Predicate<Request> which, AtomicInteger left, Fault fault) {}

  /** An object: its bytes, and what was said of it. */
  static final class Stored {
    private final byte[] bytes;
    private final Map<String, String> fields;
    private final String etag;

    Stored(byte[] bytes, Map<String, String> fields, String etag) {
      this.bytes = bytes;
      this.fields = fields;
      this.etag = etag;
    }

    byte[] bytes() {
      return bytes;
    }

    Map<String, String> fields() {
      return fields;
    }

    String etag() {
      return etag;
    }
  }

  private static final class Upload {
    final String path;
    final Map<String, String> fields;
    final Map<Integer, Stored> parts = new ConcurrentSkipListMap<>();

    Upload(String path, Map<String, String> fields) {
      this.path = path;
      this.fields = fields;
    }
  }

  final Map<String, Stored> objects = new ConcurrentSkipListMap<>();
  final List<String> log = new CopyOnWriteArrayList<>();
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ids = new AtomicInteger();
  private final SignatureCheck check = new SignatureCheck(ACCESS_KEY, SECRET_KEY, REGION);
  private final ServerSocket listening = new ServerSocket();
  private volatile @Nullable Throwable fault;

  S3Server() throws IOException {
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** An object that must be there. */
  Stored object(String path) {
    return Objects.requireNonNull(objects.get(path), () -> path + " among " + objects.keySet());
  }

  /** The next {@code times} requests of that kind meet with a fault. */
  void fault(int times, Predicate<Request> which, Fault what) {
    rules.add(new Rule(which, new AtomicInteger(times), what));
  }

  static Predicate<Request> method(String method) {
    return request -> request.method.equals(method);
  }

  static Predicate<Request> part(int number) {
    return request ->
        request.method.equals("PUT")
            && Integer.toString(number).equals(request.query().get("partNumber"));
  }

  /** Uploads that are neither complete nor aborted. */
  int uploads() {
    return uploads.size();
  }

  /** How many requests there were whose log line has that text. */
  long count(String text) {
    return log.stream().filter(line -> line.contains(text)).count();
  }

  private void accept() {
    try {
      for (; ; ) {
        Socket socket = listening.accept();
        socket.setSoTimeout(TIMEOUT);
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // By close().
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Request request = head(in, socket); request != null; request = head(in, socket)) {
        log.add(request.method + ' ' + request.target);
        if (!answer(request)) {
          return;
        }
      }
    } catch (IOException gone) {
      // The client has closed, or the test is over.
    } catch (Throwable e) {
      fault = e;
    }
  }

  private static @Nullable Request head(InputStream in, Socket socket) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return null;
    }
    String[] words = line.split(" ");
    Map<String, String> fields = new TreeMap<>();
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      fields.put(
          field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
    }
    return new Request(words[0], words[1], fields, in, socket);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private boolean answer(Request request) throws IOException {
    for (Rule rule : rules) {
      if (rule.which.test(request) && rule.left.getAndDecrement() > 0) {
        return rule.fault.answer(request);
      }
    }
    String wrong = check.fault(request.method, request.target, request.fields);
    byte[] body = request.body();
    String hash = request.fields.getOrDefault("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    if (wrong == null
        && !hash.equals("UNSIGNED-PAYLOAD")
        && !hash.equals(SignatureCheck.sha256(body))) {
      wrong = "XAmzContentSHA256Mismatch";
    }
    if (wrong != null) {
      error(request, 403, wrong);
      return true;
    }
    Map<String, String> query = request.query();
    switch (request.method) {
      case "GET" -> {
        if (query.containsKey("list-type")) {
          list(request, query);
        } else {
          get(request);
        }
      }
      case "HEAD" -> head(request);
      case "PUT" -> {
        if (query.containsKey("uploadId")) {
          putPart(request, query, body);
        } else {
          Stored stored = new Stored(body, request.fields, etag(body));
          objects.put(request.path(), stored);
          respond(request, 200, "", "ETag", stored.etag);
        }
      }
      case "DELETE" -> {
        if (query.containsKey("uploadId")) {
          boolean was = uploads.remove(query.get("uploadId")) != null;
          if (was) {
            respond(request, 204, "");
          } else {
            error(request, 404, "NoSuchUpload");
          }
        } else {
          objects.remove(request.path());
          respond(request, 204, "");
        }
      }
      case "POST" -> post(request, query, body);
      default -> error(request, 405, "MethodNotAllowed");
    }
    return true;
  }

  private static String etag(byte[] bytes) {
    return '"' + SignatureCheck.sha256(bytes).substring(0, 32) + '"';
  }

  private void get(Request request) throws IOException {
    Stored stored = objects.get(request.path());
    if (stored == null) {
      error(request, 404, "NoSuchKey");
      return;
    }
    String match = request.fields.get("if-match");
    if (match != null && !match.equals(stored.etag)) {
      error(request, 412, "PreconditionFailed");
      return;
    }
    byte[] bytes = stored.bytes;
    String range = request.fields.get("range");
    if (range == null) {
      respond(request, 200, bytes, described(stored));
      return;
    }
    String[] ends = range.substring("bytes=".length()).split("-", 2);
    int first = Integer.parseInt(ends[0]);
    int last =
        ends[1].isEmpty()
            ? bytes.length - 1
            : (int) Math.min(bytes.length - 1, Long.parseLong(ends[1]));
    if (first >= bytes.length) {
      error(request, 416, "InvalidRange");
      return;
    }
    respond(request, 206, Arrays.copyOfRange(bytes, first, last + 1), described(stored));
  }

  private void head(Request request) throws IOException {
    Stored stored = objects.get(request.path());
    if (stored == null) {
      respond(request, 404, "");
    } else {
      respond(request, 200, stored.bytes, described(stored));
    }
  }

  private static String[] described(Stored stored) {
    return new String[] {
      "ETag",
      stored.etag,
      "Content-Type",
      stored.fields.getOrDefault("content-type", "binary/octet-stream"),
      "Last-Modified",
      "Fri, 24 May 2013 00:00:00 GMT"
    };
  }

  private void putPart(Request request, Map<String, String> query, byte[] body) throws IOException {
    Upload upload = uploads.get(query.get("uploadId"));
    if (upload == null) {
      error(request, 404, "NoSuchUpload");
      return;
    }
    Stored part = new Stored(body, request.fields, etag(body));
    upload.parts.put(Integer.valueOf(query.get("partNumber")), part);
    respond(request, 200, "", "ETag", part.etag);
  }

  private void post(Request request, Map<String, String> query, byte[] body) throws IOException {
    if (query.containsKey("uploads")) {
      String id = "up/load+" + ids.incrementAndGet();
      uploads.put(id, new Upload(request.path(), request.fields));
      respond(
          request,
          200,
          xml("InitiateMultipartUploadResult", "<UploadId>" + id + "</UploadId>"),
          "Content-Type",
          "application/xml");
      return;
    }
    Upload upload = uploads.get(query.get("uploadId"));
    XmlElement list = XmlElement.parse(body);
    if (upload == null || list == null) {
      error(request, 404, "NoSuchUpload");
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<XmlElement> parts = list.all("Part");
    for (int i = 0; i < parts.size(); i++) {
      Stored part = upload.parts.get(Integer.valueOf(parts.get(i).text("PartNumber")));
      if (part == null || !part.etag.equals(parts.get(i).text("ETag"))) {
        error(request, 400, "InvalidPart");
        return;
      } else if (part.bytes.length < LEAST_PART && i < parts.size() - 1) {
        error(request, 400, "EntityTooSmall");
        return;
      }
      all.writeBytes(part.bytes);
    }
    byte[] bytes = all.toByteArray();
    objects.put(upload.path, new Stored(bytes, upload.fields, etag(bytes)));
    uploads.remove(query.get("uploadId"));
    respond(request, 200, xml("CompleteMultipartUploadResult", "<ETag>x</ETag>"));
  }

  /** Completes an upload, and nobody hears of it. */
  void completeUnheard(Request request, byte[] bytes) {
    Upload upload = uploads.remove(request.query().get("uploadId"));
    if (upload != null) {
      objects.put(upload.path, new Stored(bytes, upload.fields, etag(bytes)));
    }
  }

  private void list(Request request, Map<String, String> query) throws IOException {
    String bucket = request.path() + '/';
    String prefix = query.getOrDefault("prefix", "");
    int most = Integer.parseInt(query.getOrDefault("max-keys", "1000"));
    String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
    StringBuilder text = new StringBuilder();
    List<String> keys = new ArrayList<>();
    for (String path : objects.keySet()) {
      String key = path.startsWith(bucket) ? decode(path.substring(bucket.length())) : "";
      if (!key.isEmpty() && key.startsWith(prefix) && key.compareTo(after) > 0) {
        keys.add(key);
      }
    }
    boolean isTruncated = keys.size() > most;
    for (String key : keys.subList(0, Math.min(most, keys.size()))) {
      text.append("<Contents><Key>")
          .append(XmlElement.escape(key))
          .append("</Key><Size>1</Size><Owner><ID>me</ID></Owner></Contents>");
    }
    text.append("<Name>").append(request.path().substring(1)).append("</Name>");
    text.append("<IsTruncated>").append(isTruncated).append("</IsTruncated>");
    if (isTruncated) {
      text.append("<NextContinuationToken>")
          .append(XmlElement.escape(keys.get(most - 1)))
          .append("</NextContinuationToken>");
    }
    respond(request, 200, xml("ListBucketResult", text.toString()));
  }

  static String xml(String name, String content) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"
        + name
        + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        + content
        + "</"
        + name
        + ">";
  }

  private static void error(Request request, int status, String code) throws IOException {
    String words = "<Code>" + code + "</Code><Message>No: " + code + "</Message>";
    respond(request, status, xml("Error", words), "Content-Type", "application/xml");
  }

  static void respond(Request request, int status, String body, String... fields)
      throws IOException {
    respond(request, status, body.getBytes(UTF_8), fields);
  }

  static void respond(Request request, int status, byte[] body, String... fields)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
    for (int i = 0; i < fields.length; i += 2) {
      head.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
    }
    if (status != 204) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    if (!request.method.equals("HEAD") && status != 204) {
      all.writeBytes(body);
    }
    request.socket.getOutputStream().write(all.toByteArray());
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    Throwable thrown = fault;
    if (thrown != null) {
      throw new AssertionError("in the server", thrown);
    }
  }
}
