// A server of S3's protocol within the test: it keeps what it is sent and tells what it was asked. Signatures are looked at by the tests of
// Java; here they only have to be there.

export const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', region: 'eu-test-1' };

const xml = (name, content) => `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>`;

function answerXml(status, name, content) {
  return new Response(xml(name, content), { status, headers: { 'Content-Type': 'application/xml' } });
}

export const failure = (status, code) => answerXml(status, 'Error', `<Code>${code}</Code><Message>No: ${code}</Message>`);

/** @param {object} [options] of Bun.serve */
export function startServer(options = {}) {
  const objects = new Map();
  const uploads = new Map();
  const requests = [];
  let count = 0;
  let etags = 0;
  const state = { objects, uploads, requests, intercept: undefined };

  function get(path, request) {
    const object = objects.get(path);
    if (object === undefined) return failure(404, 'NoSuchKey');
    const headers = { 'ETag': object.etag, 'Content-Type': object.type, 'Last-Modified': 'Fri, 24 May 2013 00:00:00 GMT' };
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '');
    if (range === null) return new Response(object.bytes, { headers });
    const start = Number(range[1]);
    if (start >= object.bytes.length) return failure(416, 'InvalidRange');
    return new Response(object.bytes.slice(start, range[2] === '' ? undefined : Number(range[2]) + 1), { status: 206, headers });
  }

  function keep(path, bytes, type) {
    const etag = `"${++etags}"`;
    objects.set(path, { bytes, type: type ?? 'binary/octet-stream', etag });
    return etag;
  }

  async function answer(request, url) {
    const { searchParams, pathname } = url;
    const id = searchParams.get('uploadId');
    const upload = uploads.get(id);
    if (id !== null && upload === undefined) return failure(404, 'NoSuchUpload');
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return searchParams.has('list-type') ? list(searchParams) : get(pathname, request);
      case 'PUT': {
        const bytes = await request.bytes();
        if (upload === undefined) {
          return new Response('', { headers: { ETag: keep(pathname, bytes, request.headers.get('content-type')) } });
        }
        const etag = `"${++etags}"`;
        upload.parts.set(searchParams.get('partNumber'), { bytes, etag });
        return new Response('', { headers: { ETag: etag } });
      }
      case 'DELETE':
        if (upload === undefined) objects.delete(pathname);
        else uploads.delete(id);
        return new Response(null, { status: 204 });
      case 'POST': {
        if (searchParams.has('uploads')) {
          const made = `id-${++count}`;
          uploads.set(made, { parts: new Map(), type: request.headers.get('content-type') });
          return answerXml(200, 'InitiateMultipartUploadResult', `<UploadId>${made}</UploadId>`);
        }
        const wanted = [...(await request.text()).matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>(.*?)<\/ETag>/g)];
        const parts = wanted.map(([, number, etag]) => [upload.parts.get(number), etag.replaceAll('&quot;', '"')]);
        if (!parts.every(([part, etag]) => part?.etag === etag)) return failure(400, 'InvalidPart');
        keep(pathname, new Uint8Array(await new Blob(parts.map(([part]) => part.bytes)).arrayBuffer()), upload.type);
        uploads.delete(id);
        return answerXml(200, 'CompleteMultipartUploadResult', '<ETag>x</ETag>');
      }
    }
    return failure(405, 'MethodNotAllowed');
  }

  function list(query) {
    const prefix = query.get('prefix') ?? '';
    const keys = [...objects.keys()].map((path) => decodeURIComponent(path.slice('/b/'.length))).filter((key) => key.startsWith(prefix));
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(`/b/${key}`)?.bytes.length}</Size>
      <ETag>&quot;1&quot;</ETag><LastModified>2013-05-24T00:00:00.000Z</LastModified><StorageClass>STANDARD</StorageClass>
      <Owner><ID>me</ID><DisplayName>Me &amp; I</DisplayName></Owner></Contents>`);
    return answerXml(
      200,
      'ListBucketResult',
      `<Name>b</Name><Prefix>${prefix}</Prefix><KeyCount>${keys.length}</KeyCount><MaxKeys>${query.get('max-keys') ?? 1000}</MaxKeys>
       <IsTruncated>true</IsTruncated><NextContinuationToken>to/ken</NextContinuationToken>${contents.join('')}
       <CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>`,
    );
  }

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    development: false,
    idleTimeout: 0,
    maxRequestBodySize: 2 ** 30,
    ...options,
    async fetch(request) {
      const url = new URL(request.url);
      const { headers, method } = request;
      requests.push({ method, path: url.pathname, query: url.search, headers: Object.fromEntries(headers) });
      const intercepted = await state.intercept?.(request, url);
      if (intercepted !== undefined) return intercepted;
      const authorization = headers.get('authorization') ?? '';
      const signed = authorization.startsWith('AWS4-HMAC-SHA256 Credential=AKID/') || url.searchParams.has('X-Amz-Signature');
      if (!signed) return failure(403, 'AccessDenied');
      // A part that is given up amid its body is nothing to tell of.
      return answer(request, url).catch(() => failure(400, 'IncompleteBody'));
    },
  });
  state.server = server;
  state.endpoint = `http://127.0.0.1:${server.port}`;
  state.client = (more = {}) => new Bun.S3Client({ ...credentials, bucket: 'b', endpoint: state.endpoint, ...more });
  state.asked = () => requests.splice(0).map(({ method, path, query }) => `${method} ${path}${query}`);
  state.text = (path) => new TextDecoder().decode(objects.get(path)?.bytes);
  return state;
}
