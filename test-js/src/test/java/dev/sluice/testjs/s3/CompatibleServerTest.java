package dev.sluice.testjs.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import dev.sluice.testjs.Literals;
import dev.sluice.testjs.SluiceRuntime;
import dev.sluice.testjs.TestRuntime;
import io.netty.util.ResourceLeakDetector;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts that use S3, with LocalS3 in this process as the server. It keeps objects as S3 does and
 * does not look at signatures; those are checked by the tests of {@code dev.sluice.bridge.s3}.
 */
final class CompatibleServerTest {
  private static final int SECONDS = 60;

  private static LocalS3 server;
  private static TestRuntime runtime;
  private static ResourceLeakDetector.Level level;

  @BeforeAll
  static void open() throws Exception {
    // The server forgets buffers, and Netty would tell of each at length.
    level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    server = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
    server.start();
    runtime = SluiceRuntime.open();
    evaluate(
        """
        globalThis.endpoint = 'http://127.0.0.1:%d';
        globalThis.client = new Bun.S3Client(
          { endpoint, bucket: 'bucket', region: 'local', accessKeyId: 'id', secretAccessKey: 'key' });
        fetch(endpoint + '/bucket', { method: 'PUT' }).then((r) => r.status);
        """
            .formatted(server.getPort()));
  }

  @AfterAll
  static void close() {
    runtime.close();
    server.shutdown();
    ResourceLeakDetector.setLevel(level);
    assertEquals(List.of(), runtime.uncaught());
  }

  private static String evaluate(String script) throws Exception {
    return runtime.evaluate(script, "s3.js").get(SECONDS, TimeUnit.SECONDS);
  }

  /** What the body of an async function returns, as text. */
  private static String run(String body) throws Exception {
    return evaluate("(async () => { " + body + " })()");
  }

  private static List<String> ways() {
    return runtime.consumptions().stream().map(c -> c.tag() + ' ' + c.wayName()).toList();
  }

  @Test
  void anObjectIsWrittenReadLookedAtAndDeleted() throws Exception {
    assertEquals(
        "[false,12,\"hello wörld\",true,12,\"text/plain;charset=utf-8\",\"ell\",false]",
        run(
            """
            const file = client.file('dir/a b+ä&c.txt');
            const all = [await file.exists(), await file.write('hello wörld'), await file.text(), await file.exists()];
            const { size, type } = await file.stat();
            all.push(size, type, await file.slice(1, 4).text());
            await file.delete();
            return JSON.stringify([...all, await file.exists()]);
            """));
  }

  @Test
  void aFileGoesUpAndComesDownWithoutAScript(@TempDir Path folder) throws Exception {
    String path = Literals.string(folder.resolve("file").toString());
    run("await Bun.write(" + path + ", new Uint8Array(3_000_000).fill(7))");
    ways();
    assertEquals(
        "3000000 3000000",
        run(
            """
            const file = client.file('file');
            const up = await Bun.write(file, Bun.file(%s));
            return up + ' ' + await Bun.write(%s + '.copy', file.stream());
            """
                .formatted(path, path)));
    assertEquals(List.of("File native", "File native"), ways());
    assertEquals(
        "true",
        run("return (await Bun.file(" + path + " + '.copy').bytes()).every((b) => b === 7)"));
  }

  @Test
  void aStreamGoesInPartsAndARangeComesOutOfTheRightOne() throws Exception {
    assertEquals(
        "13631488 13631488 5,5,5",
        run(
            """
            const writer = client.file('parts').writer({ queueSize: 3 });
            for (let i = 0; i < 13; i++) await writer.write(new Uint8Array(1 << 20).fill(i));
            const written = await writer.end();
            const bytes = await client.file('parts').slice(5 << 20, (5 << 20) + 3).bytes();
            return [written, await client.size('parts'), bytes].join(' ');
            """));
  }

  @Test
  void anObjectIsPipedToAResponseWithoutAScript() throws Exception {
    ways();
    assertEquals(
        "2000000",
        run(
            """
            await client.write('served', new Uint8Array(2_000_000));
            const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(client.file('served').stream()) });
            const bytes = await (await fetch(server.url)).bytes();
            server.stop(true);
            return bytes.length;
            """));
    List<String> ways = ways();
    assertTrue(ways.contains("File native"), ways::toString);
    assertTrue(ways.stream().noneMatch(way -> way.endsWith("script")), ways::toString);
  }

  @Test
  void aBucketIsListedPageByPage() throws Exception {
    assertEquals(
        "list/1,list/2 | list/3 | list/",
        run(
            """
            for (const i of [1, 2, 3]) await client.write('list/' + i, 'x');
            const first = await client.list({ prefix: 'list/', maxKeys: 2 });
            const { nextContinuationToken: continuationToken } = first;
            const second = await client.list({ prefix: 'list/', maxKeys: 2, continuationToken });
            const folders = await client.list({ prefix: 'list', delimiter: '/' });
            const keys = ({ contents }) => contents.map(({ key }) => key).join();
            return [keys(first), keys(second), folders.commonPrefixes.map(({ prefix }) => prefix).join()].join(' | ');
            """));
  }

  @Test
  void signedUrlsAndUrlsOfS3AreFetched() throws Exception {
    assertEquals(
        "200 signed fetched 404",
        run(
            """
            const s3 = { endpoint, region: 'local', accessKeyId: 'id', secretAccessKey: 'key' };
            const put = await fetch(client.presign('signed', { method: 'PUT' }), { method: 'PUT', body: 'signed' });
            await fetch('s3://bucket/fetched', { s3, method: 'PUT', body: 'fetched' });
            const missing = await fetch('s3://bucket/missing', { s3 });
            return [
              put.status, await (await fetch(client.presign('signed'))).text(),
              await (await fetch('s3://bucket/fetched', { s3 })).text(), missing.status,
            ].join(' ');
            """));
  }

  @Test
  void whatIsMissingIsAnErrorByItsName() throws Exception {
    assertEquals(
        "S3Error NoSuchKey none",
        run(
            """
            const error = await client.file('none').text().catch((e) => e);
            return [error.name, error.code, error.path].join(' ');
            """));
  }
}
