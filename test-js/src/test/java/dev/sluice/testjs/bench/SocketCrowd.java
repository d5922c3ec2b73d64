package dev.sluice.testjs.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Clients of a WebSocket server, on one thread: each sends its next message when its last one has
 * come back. Frames are made once and told apart by their first byte alone, so that the clients
 * take little of the machine.
 */
final class SocketCrowd implements AutoCloseable {
  private static final int BUFFER = 256 << 10;
  private static final int NAME = 4;

  private final Selector selector = Selector.open();
  private final Client[] clients;
  private final int size;
  private long messages;

  /** One connection. */
  private final class Client {
    final SocketChannel channel;
    final ByteBuffer frame;
    final ByteBuffer in = ByteBuffer.allocate(BUFFER);
    final byte[] name;

    Client(int port, SocketScenario scenario, int index) throws IOException {
      name = "%04d".formatted(index).getBytes(StandardCharsets.US_ASCII);
      frame = frame(name, scenario.size());
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String request =
          "GET "
              + scenario.path()
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      readHead();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    private void readHead() throws IOException {
      ByteBuffer one = ByteBuffer.allocate(1);
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        one.clear();
        if (channel.read(one) < 0) {
          throw new IOException("the server has closed the connection");
        }
        head.append((char) one.get(0));
      }
      if (!head.toString().startsWith("HTTP/1.1 101")) {
        throw new IOException("no WebSocket: " + head.substring(0, head.indexOf("\r\n")));
      }
    }

    void send() throws IOException {
      frame.rewind();
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    }

    void read() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server has closed the connection");
      }
      in.flip();
      while (next()) {}
      in.compact();
    }

    /** Looks at a frame, if all of it is there. */
    private boolean next() throws IOException {
      int start = in.position();
      if (in.remaining() < 2) {
        return false;
      }
      int length = in.get(start + 1) & 0x7F;
      int head = length == 126 ? 4 : length == 127 ? 10 : 2;
      if (in.remaining() < head) {
        return false;
      }
      if (length == 126) {
        length = in.getShort(start + 2) & 0xFFFF;
      } else if (length == 127) {
        length = (int) in.getLong(start + 2);
      }
      if (in.remaining() < head + length) {
        return false;
      }
      boolean isMessage = (in.get(start) & 0xF) <= 2 && length == size;
      in.position(start + head + length);
      if (isMessage) {
        messages++;
        boolean isMine = true;
        for (int i = 0; i < NAME; i++) {
          isMine &= in.get(start + head + i) == name[i];
        }
        if (isMine) {
          send();
        }
      }
      return true;
    }
  }

  SocketCrowd(int port, SocketScenario scenario) throws IOException {
    size = scenario.size();
    clients = new Client[scenario.clients()];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = new Client(port, scenario, i);
    }
  }

  /** A text, masked by zeros, which changes nothing. */
  private static ByteBuffer frame(byte[] name, int size) {
    ByteBuffer frame = ByteBuffer.allocateDirect(size + 14);
    frame.put((byte) 0x81);
    if (size < 126) {
      frame.put((byte) (0x80 | size));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) size);
    }
    frame.putInt(0).put(name);
    for (int i = NAME; i < size; i++) {
      frame.put((byte) 'm');
    }
    return frame.flip();
  }

  /** Lets all talk for a while; how many messages they have got a second. */
  double run(int seconds) throws IOException {
    for (Client client : clients) {
      client.send();
    }
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      selector.select(50);
      for (SelectionKey key : selector.selectedKeys()) {
        ((Client) key.attachment()).read();
      }
      selector.selectedKeys().clear();
    }
    return messages * 1e9 / (System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      if (client != null) {
        client.channel.close();
      }
    }
    selector.close();
  }
}
