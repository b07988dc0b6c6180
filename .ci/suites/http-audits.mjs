// Runs every audit of graphql-http against URL with the bearer token of $TOKEN; all 61 must be ok.
// usage: TOKEN=... node http-audits.mjs URL
import { serverAudits } from 'graphql-http';

const EXPECTED = 61;
const [url] = process.argv.slice(2);
const authorization = `Bearer ${process.env.TOKEN}`;

// The audits pass plain header objects, but a Headers instance is as legal: handle both.
const fetchFn = (input, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set('authorization', authorization);
  return fetch(input, { ...init, headers });
};

const audits = serverAudits({ url, fetchFn });
let ok = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === 'ok') {
    ok += 1;
    // Drain, or the connection is held until it is collected.
    await result.response?.body?.cancel().catch(() => {});
    continue;
  }
  console.error(`${result.status}: ${audit.id} ${audit.name}: ${result.reason}`);
  if (result.response && !result.response.bodyUsed) {
    console.error(`    HTTP ${result.response.status}: ${(await result.response.text()).slice(0, 300)}`);
  }
}
console.log(`graphql-http: ${ok} of ${audits.length} audits ok`);
if (audits.length !== EXPECTED) console.error(`expected ${EXPECTED} audits: did the package change?`);
process.exit(ok === EXPECTED && audits.length === EXPECTED ? 0 : 1);
