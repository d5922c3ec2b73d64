package dev.sluice.bridge.http.server;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChunksTest extends SourceContract {
  @TempDir private Path folder;
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final List<FileChunks> made = new ArrayList<>();
  private final List<FileChannel> opened = new ArrayList<>();

  @Override
  protected Source source(byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve("file"), bytes);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    FileChunks source = new FileChunks(channel, 0, bytes.length, loop, allocator);
    opened.add(channel);
    made.add(source);
    return source;
  }

  @AfterEach
  void nothingIsLeft() {
    made.forEach(FileChunks::cancel);
    assertEquals(0, allocator.metric().usedDirectMemory());
    opened.forEach(channel -> assertFalse(channel.isOpen()));
  }

  @Test
  void aFileThatHasBecomeShorterIsAFault() throws IOException {
    Source source = source(bytes(100));
    Files.write(folder.resolve("file"), bytes(10));
    Drain drain = new Drain(source, loop);
    while (!drain.over()) {
      drain.pull(0);
    }
    assertEquals(10, drain.bytes().length);
    assertEquals("EIO", requireNonNull(drain.failure()).code());
  }
}
