// A proxy whose clients go away: GET /plain?url= is `return fetch(url)`, /signal?url= hands the request's signal on.
import { serve } from './lib/serve.mjs';

await serve(async (request) => {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/plain') return fetch(searchParams.get('url'));
  try {
    return await fetch(searchParams.get('url'), { signal: request.signal });
  } catch {
    return new Response(null, { status: 503 }); // Nobody is there to get it.
  }
});
