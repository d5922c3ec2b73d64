package dev.sluice.bridge.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What waits comes out as it went in, and takes little more room than it has bytes. */
class BacklogTest {
  private final Backlog backlog = new Backlog();
  private final Random random = new Random(1);

  private ByteBuffer bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return copy;
  }

  @Test
  void allComesOutInOrder() {
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 3000; i++) {
      ByteBuffer piece = bytes(random.nextInt(1, i % 7 == 0 ? 100_000 : 50));
      in.writeBytes(copy(piece));
      backlog.add(piece, random.nextBoolean());
      assertEquals(0, piece.remaining());
      ByteBuffer first = random.nextInt(3) == 0 ? backlog.poll() : null;
      if (first != null) {
        out.writeBytes(copy(first));
      }
      assertEquals(in.size() - out.size(), backlog.size());
    }
    for (ByteBuffer piece = backlog.poll(); piece != null; piece = backlog.poll()) {
      out.writeBytes(copy(piece));
    }
    assertArrayEquals(in.toByteArray(), out.toByteArray());
    assertEquals(0, backlog.size());
  }

  @Test
  void whatIsLentIsCopiedAndWhatIsOwnedIsNotIfItIsLarge() {
    byte[] lent = new byte[10_000];
    backlog.add(ByteBuffer.wrap(lent), false);
    lent[0] = 1;
    assertEquals(0, Objects.requireNonNull(backlog.poll()).get());
    byte[] owned = new byte[10_000];
    backlog.add(ByteBuffer.wrap(owned), true);
    assertSame(owned, Objects.requireNonNull(backlog.poll()).array());
  }

  @Test
  void aPieceThatWasTakenIsNotAddedToAnyMore() {
    backlog.add(bytes(10), false);
    ByteBuffer taken = Objects.requireNonNull(backlog.poll());
    backlog.add(bytes(10), false);
    assertEquals(10, taken.remaining());
    assertEquals(10, Objects.requireNonNull(backlog.poll()).remaining());
    assertNull(backlog.poll());
  }

  @Test
  void whateverItIsMadeOfItTakesHardlyMoreRoomThanItHasBytes() {
    for (int[] sizes : new int[][] {{1}, {100}, {5000}, {70_000}, {1, 4096}, {1, 5000, 3}}) {
      for (boolean isOwned : new boolean[] {true, false}) {
        backlog.clear();
        while (backlog.size() < 1 << 20) {
          for (int size : sizes) {
            backlog.add(ByteBuffer.allocate(size), isOwned);
          }
        }
        assertRoom(backlog.size() + (64 << 10));
      }
    }
  }

  @Test
  void littleTakesLittle() {
    backlog.add(bytes(100), false);
    assertRoom(512);
  }

  private void assertRoom(long most) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (ByteBuffer piece = backlog.poll(); piece != null; piece = backlog.poll()) {
      pieces.add(piece);
    }
    long room = pieces.stream().mapToLong(ByteBuffer::capacity).sum();
    assertTrue(room <= most, room + " bytes for " + most);
  }
}
