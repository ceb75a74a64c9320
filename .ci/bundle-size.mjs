// The promise about the page that QA ticks on: wasm and script together stay below a limit, as a browser receives them.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const LIMIT = 250 * 1000;
// The quality that the server compresses with (server/src/assets.rs).
const QUALITY = 9;

let total = 0;
for (const name of ["countersign.wasm", "countersign.js"]) {
  const bytes = readFileSync(new URL(`../target/site/pkg/${name}`, import.meta.url));
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }).length;
  console.log(`${name}: ${bytes.length} bytes, ${small} compressed`);
  total += small;
}
console.log(`together ${total} of at most ${LIMIT} bytes`);
process.exit(total <= LIMIT ? 0 : 1);
