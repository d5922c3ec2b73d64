// Keeps the files of a folder in a bucket: runtime examples/s3.mjs FOLDER BUCKET
//
// The environment says where and who: S3_ENDPOINT (else AWS), S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY. What has the same size
// there stays; no bytes come through JavaScript, and four files go at a time.
import { S3Client } from 'bun';
import { readdir, stat } from 'node:fs/promises';

const [folder, name] = process.argv.slice(2);
if (name === undefined) {
  console.error('usage: runtime examples/s3.mjs FOLDER BUCKET');
  process.exit(2);
}
const bucket = new S3Client({ bucket: name });

/** What is there, by its key. */
async function sizes() {
  const known = new Map();
  let continuationToken;
  do {
    const page = await bucket.list({ continuationToken });
    for (const { key, size } of page.contents ?? []) known.set(key, size);
    continuationToken = page.nextContinuationToken;
  } while (continuationToken !== undefined);
  return known;
}

const known = await sizes();
const waiting = (await readdir(folder, { recursive: true })).values();

async function work() {
  for (const path of waiting) {
    const found = await stat(`${folder}/${path}`);
    if (!found.isFile() || known.get(path) === found.size) continue;
    await bucket.write(path, Bun.file(`${folder}/${path}`));
    console.log(`${path}: ${found.size} bytes`);
  }
}

await Promise.all([work(), work(), work(), work()]);
