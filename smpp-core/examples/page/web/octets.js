// The octets of a PDU in lines, divided as its rows are.
function octetLines(rows, perLine) {
  const lines = [];
  let [line, divisions] = [null, 0];
  rows.forEach((row, index) => {
    const trouble = row.problem || row.findings ? worst(row) : "";
    const division = row.len > 0 ? divisions++ % 2 : 0;
    for (let place = 0; place < row.len; ) {
      const at = row.at + place;
      if (!line || line.at + perLine <= at) {
        line = { at: at - (at % perLine), element: el("div", { class: "line" }) };
        line.element.append(el("span", { class: "at", "aria-hidden": "true" }, String(line.at).padStart(4, "0")));
        lines.push(line.element);
      }
      const count = Math.min(row.len - place, line.at + perLine - at);
      line.element.append(piece(row, index, place, count, [trouble, division ? "odd" : "even"]));
      place += count;
    }
  });
  return lines;
}

function piece(row, index, place, count, classes) {
  const isFirst = place === 0;
  const all = ["piece", ...classes, row.default ? "default" : ""];
  const element = el("span", { class: all.filter(Boolean).join(" "), "data-row": index });
  if (isFirst) {
    element.setAttribute("role", "button");
    element.append(hidden(`${row.name}, ${where(row)}: `));
  } else {
    element.setAttribute("aria-hidden", "true");
  }
  for (let octet = place; octet < place + count; octet++) {
    const text = row.octets === null ? "**" : row.octets.slice(2 * octet, 2 * octet + 2);
    const isBad = row.problem && row.problem.at === row.at + octet;
    if (octet > place) element.append(" ");
    element.append(el("span", { class: isBad ? "octet bad" : "octet" }, text));
  }
  return element;
}

// "octets 16 to 19"
function where(row) {
  if (row.len === 0) return row.missing ? `missing at octet ${row.at}` : "no octets";
  return row.len === 1 ? `octet ${row.at}` : `octets ${row.at} to ${row.at + row.len - 1}`;
}

function worst(row) {
  if (row.problem) return "error";
  const severities = row.findings.map((one) => one.severity);
  return ["error", "warning", "note"].find((severity) => severities.includes(severity)) ?? "";
}
