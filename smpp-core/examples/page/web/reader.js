"use strict";
// Calls the module. Runs in the page and in its worker.
class Reader {
  static async module(text) {
    return WebAssembly.compile(await unpacked(text));
  }

  // `pull(room)` fills a Uint8Array with the next octets of a capture, and returns their number.
  static async start(module, pull = () => -1) {
    const reader = new Reader();
    const imports = { page: { pull: (at, len) => pull(new Uint8Array(reader.exports.memory.buffer, at, len)) } };
    reader.exports = (await WebAssembly.instantiate(module, imports)).exports;
    return reader;
  }

  // Calls a function with text or octets, and returns its answer.
  call(name, input, ...numbers) {
    if (input !== null) {
      const octets = typeof input === "string" ? new TextEncoder().encode(input) : input;
      const at = this.exports.input(octets.length);
      new Uint8Array(this.exports.memory.buffer, at, octets.length).set(octets);
    }
    const length = this.exports[name](...numbers);
    const answer = new Uint8Array(this.exports.memory.buffer, this.exports.output(), length);
    return JSON.parse(new TextDecoder().decode(answer));
  }
}

// The octets of compressed base64.
async function unpacked(text) {
  const packed = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
