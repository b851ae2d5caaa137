// Reads one capture. The file stays on the disk: the module pulls what it needs next.
onmessage = async ({ data: { module, file, profile } }) => {
  const files = new FileReaderSync();
  let at = 0;
  const pull = (room) => {
    try {
      const piece = new Uint8Array(files.readAsArrayBuffer(file.slice(at, at + room.length)));
      room.set(piece);
      at += piece.length;
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
