// A chat: rooms by topic, with a page.
//
//   bin/runtime examples/chat/chat.mjs      then open http://localhost:3000/ in two windows
//
// A message goes from one socket to all of its room in Java; this script only says to whom.
const page = Bun.file(`${import.meta.dirname}/chat.html`);
const MOST_LETTERS = 2000;

const say = (fields) => JSON.stringify({ at: Date.now(), ...fields });

export default {
  routes: { '/': page },

  fetch(request, server) {
    const { pathname, searchParams, host } = new URL(request.url);
    if (pathname !== '/chat') return new Response('Not Found', { status: 404 });
    // Browsers send cookies with a WebSocket from any page: only our own page is let in.
    const origin = request.headers.get('Origin');
    if (origin !== null && new URL(origin).host !== host) return new Response('Forbidden', { status: 403 });
    const data = { name: searchParams.get('name') || 'somebody', room: searchParams.get('room') || 'lobby' };
    if (server.upgrade(request, { data })) return undefined;
    return new Response('A WebSocket, please', { status: 426 });
  },

  websocket: {
    maxPayloadLength: 16 * 1024,
    perMessageDeflate: true,

    open(ws) {
      const { name, room } = ws.data;
      ws.subscribe(room);
      ws.publish(room, say({ name, event: 'joined' }));
      ws.send(say({ event: 'welcome', name, room }));
    },

    message(ws, text) {
      if (typeof text !== 'string' || text.length > MOST_LETTERS) {
        ws.close(1008, 'Only short texts');
        return;
      }
      const { name, room } = ws.data;
      const message = say({ name, text });
      ws.publish(room, message, true);
      ws.send(message);
    },

    close(ws) {
      const { name, room } = ws.data;
      ws.publish(room, say({ name, event: 'left' }));
    },
  },
};
