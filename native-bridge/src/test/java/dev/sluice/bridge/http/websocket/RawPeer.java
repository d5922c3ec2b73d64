package dev.sluice.bridge.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** The other side of a WebSocket: sends just the bytes that it is told to. */
final class RawPeer implements AutoCloseable {
  private static final int TIMEOUT = 20_000;

  /** A frame that has come. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Frame(int first, byte[] payload) {
    int opcode() {
      return first & 0xF;
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }

    @Override
    public String toString() {
      return opcode() == Opcode.CLOSE && payload.length >= 2
          ? "close " + closeCode() + new String(payload, 2, payload.length - 2, ISO_8859_1)
          : opcode() + ": " + text();
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private String head = "";

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  Socket socket() {
    return socket;
  }

  /** The head that {@link #readHead} has read. */
  String head() {
    return head;
  }

  RawPeer send(byte[]... parts) throws IOException {
    socket.getOutputStream().write(Frames.join(parts));
    return this;
  }

  RawPeer send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  /** Sends each byte by itself. */
  RawPeer sendSlowly(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      socket.getOutputStream().write(b);
    }
    return this;
  }

  String readHead() throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      text.append((char) in.readUnsignedByte());
    }
    head = text.toString();
    return head;
  }

  int readByte() throws IOException {
    return in.readUnsignedByte();
  }

  Frame frame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    int length = second & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = (int) in.readLong();
    }
    byte[] key = new byte[4];
    if ((second & 0x80) != 0) {
      in.readFully(key);
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    for (int i = 0; i < length; i++) {
      payload[i] ^= key[i & 3];
    }
    return new Frame(first, payload);
  }

  /** Is the connection closed, with nothing more to read? */
  boolean isAtEnd() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException | EOFException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
