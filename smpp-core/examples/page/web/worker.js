// Reads one capture. The file stays on the disk: the module pulls what it needs next.
onmessage = async ({ data: { module, file, profile } }) => {
  const files = new FileReaderSync();
  let [at, told] = [0, Date.now()];
  const pull = (room) => {
    try {
      const piece = new Uint8Array(files.readAsArrayBuffer(file.slice(at, at + room.length)));
      room.set(piece);
      at += piece.length;
      if (Date.now() - told > 500) {
        told = Date.now();
        postMessage({ progress: at / file.size });
      }
      return piece.length;
    } catch {
      return -1;
    }
  };
  try {
    const reader = await Reader.start(module, pull);
    postMessage(reader.call("read_capture", null, profile));
  } catch (error) {
    postMessage({ error: String(error), entries: [], omitted: 0, summary: null });
  }
};
