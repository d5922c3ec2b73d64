// A Hono application, written as for Bun: nothing in it knows of Sluice.
import { Hono } from 'hono';
import { serveStatic } from 'hono/bun';
import { cors } from 'hono/cors';
import { logger } from 'hono/logger';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import { validator } from 'hono/validator';

const notes = [{ id: 1, text: 'open the gate' }];

const app = new Hono();
app.use(logger());
app.use('/api/*', cors(), secureHeaders());

app.get('/api/notes', (c) => c.json(notes));

app.get('/api/notes/:id', (c) => {
  const note = notes.find(({ id }) => id === Number(c.req.param('id')));
  return note === undefined ? c.notFound() : c.json(note);
});

app.post(
  '/api/notes',
  validator('json', (value, c) => (typeof value.text === 'string' ? { text: value.text } : c.text('a note has a text', 400))),
  (c) => {
    const note = { id: notes.length + 1, ...c.req.valid('json') };
    notes.push(note);
    return c.json(note, 201);
  },
);

app.get('/clock', (c) =>
  streamSSE(c, async (stream) => {
    for (let second = 0; second < 5 && !stream.aborted; second++) {
      await stream.writeSSE({ data: new Date().toISOString(), event: 'tick', id: String(second) });
      await stream.sleep(1000);
    }
  }),
);

app.use('*', serveStatic({ root: './static' }));
app.notFound((c) => c.text('nothing here', 404));
app.onError((error, c) => c.text(`failed: ${error.message}`, 500));

export default app;
