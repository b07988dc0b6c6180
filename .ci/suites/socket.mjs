// The graphql-transport-ws protocol as seen from outside.
// usage: TOKEN=... node socket.mjs ws://HOST:PORT/graphql/ws
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const [url] = process.argv.slice(2);
const payload = { authorization: `Bearer ${process.env.TOKEN}` };
const SUBSCRIPTION = 'subscription { consolidationChanged(from: "2019-Q3", to: "2019-Q3") { coverage { due } } }';
// Generous: it bounds a hang, it does not measure. The server's init timeout must lie below it.
const PATIENCE_MS = 30_000;

const within = (promise, what) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} after ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

// A bare socket that keeps what it receives and can wait for a message or for the end.
class Wire {
  #kept = [];
  #waiting = [];

  static async open(protocol = 'graphql-transport-ws') {
    const wire = new Wire();
    wire.socket = new WebSocket(url, protocol);
    wire.closed = new Promise((resolve) => wire.socket.on('close', (code) => resolve(code)));
    wire.socket.on('message', (data) => {
      wire.#kept.push(JSON.parse(data.toString()));
      wire.#waiting.splice(0).forEach((wake) => wake());
    });
    await within(
      new Promise((resolve, reject) => {
        wire.socket.on('open', resolve);
        wire.socket.on('error', reject);
      }),
      'handshake',
    );
    return wire;
  }

  static async ready() {
    const wire = await Wire.open();
    wire.send({ type: 'connection_init', payload });
    await wire.receive('connection_ack');
    return wire;
  }

  send(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id, query) {
    this.send({ id, type: 'subscribe', payload: { query } });
  }

  receive(type, id) {
    const find = async () => {
      for (;;) {
        const at = this.#kept.findIndex((m) => m.type === type && (id === undefined || m.id === id));
        if (at >= 0) return this.#kept.splice(at, 1)[0];
        await new Promise((wake) => this.#waiting.push(wake));
      }
    };
    const ended = this.closed.then((code) => {
      throw new Error(`closed with ${code} while waiting for ${type}`);
    });
    ended.catch(() => {});
    return within(Promise.race([find(), ended]), type);
  }

  // Fails if anything was refused so far.
  expectNoError() {
    const error = this.#kept.find((m) => m.type === 'error');
    if (error) throw new Error(`refused: ${JSON.stringify(error)}`);
  }

  async closesWith(expected) {
    const code = await within(this.closed, `close ${expected}`);
    if (code !== expected) throw new Error(`closed with ${code}, not ${expected}`);
  }
}

const checks = {
  async 'a client of graphql-ws gets the answer to a query'() {
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: payload, retryAttempts: 0 });
    const answers = [];
    await within(
      new Promise((complete, error) => {
        client.subscribe({ query: '{ __typename }' }, { next: (a) => answers.push(a), error, complete });
      }),
      'completion',
    );
    await client.dispose();
    if (answers.length !== 1 || answers[0].data?.__typename !== 'Query') {
      throw new Error(`unexpected answer ${JSON.stringify(answers)}`);
    }
  },

  async 'a subscription is accepted, and its end leaves the socket open'() {
    const wire = await Wire.ready();
    wire.subscribe('s', SUBSCRIPTION);
    wire.send({ type: 'ping' });
    await wire.receive('pong');
    wire.send({ id: 's', type: 'complete' });
    // Its id is free again, and other operations are still answered.
    wire.subscribe('s', '{ __typename }');
    const next = await wire.receive('next', 's');
    if (next.payload.errors) throw new Error(JSON.stringify(next.payload.errors));
    wire.expectNoError();
    wire.socket.close();
  },

  async 'a failed operation is an error message, not the end'() {
    const wire = await Wire.ready();
    wire.subscribe('f', '{ noSuchField }');
    const error = await wire.receive('error', 'f');
    if (!Array.isArray(error.payload) || !error.payload[0]?.message) throw new Error(JSON.stringify(error));
    wire.subscribe('g', '{ __typename }');
    await wire.receive('complete', 'g');
    wire.socket.close();
  },

  async '4408 without connection_init'() {
    await (await Wire.open()).closesWith(4408);
  },

  async '4429 for a second connection_init'() {
    const wire = await Wire.ready();
    wire.send({ type: 'connection_init', payload });
    await wire.closesWith(4429);
  },

  async '4401 for a subscribe before the acknowledgement'() {
    const wire = await Wire.open();
    wire.subscribe('early', '{ __typename }');
    await wire.closesWith(4401);
  },

  async '4409 for an id in use'() {
    const wire = await Wire.ready();
    wire.subscribe('twice', SUBSCRIPTION);
    wire.subscribe('twice', SUBSCRIPTION);
    await wire.closesWith(4409);
  },

  async '4400 for what is not JSON'() {
    const wire = await Wire.ready();
    wire.send('{');
    await wire.closesWith(4400);
  },

  async '4400 for an unknown message type'() {
    const wire = await Wire.ready();
    wire.send({ type: 'no_such_type' });
    await wire.closesWith(4400);
  },

  async '4403 for a refused token'() {
    const wire = await Wire.open();
    wire.send({ type: 'connection_init', payload: { authorization: 'Bearer forged' } });
    await wire.closesWith(4403);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok: ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`FAILED: ${name}: ${error.message ?? JSON.stringify(error)}`);
  }
}
console.log(`graphql-transport-ws: ${Object.keys(checks).length - failed} of ${Object.keys(checks).length} checks ok`);
process.exit(failed === 0 ? 0 : 1);
