// WebSockets in Sluice, Bun and Deno, for the benchmark of sockets: what comes on /echo goes back, what comes on /chat goes to all who are
// there, the sender included. It prints «listening PORT». Node has no server for WebSockets of its own.
function serveBun() {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, that) {
      const { pathname } = new URL(request.url);
      return that.upgrade(request, { data: pathname === '/chat' }) ? undefined : new Response('a WebSocket, please', { status: 426 });
    },
    websocket: {
      idleTimeout: 0,
      open(ws) {
        if (ws.data) ws.subscribe('chat');
      },
      message(ws, message) {
        if (ws.data) server.publish('chat', message);
        else ws.send(message);
      },
    },
  });
  console.log(`listening ${server.port}`);
}

function serveDeno() {
  const room = new Set();
  Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(`listening ${port}`) }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    if (new URL(request.url).pathname === '/chat') {
      socket.onopen = () => room.add(socket);
      socket.onclose = () => room.delete(socket);
      socket.onmessage = ({ data }) => {
        for (const other of room) other.send(data);
      };
    } else {
      socket.onmessage = ({ data }) => socket.send(data);
    }
    return response;
  });
}

if (globalThis.Deno !== undefined) serveDeno();
else if (globalThis.Bun !== undefined) serveBun();
else console.log('no WebSockets');
