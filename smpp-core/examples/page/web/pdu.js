const narrow = matchMedia("(max-width: 45rem)");
const perLine = () => (narrow.matches ? 8 : 16);

// A PDU: a title, then its octets beside what they mean.
function pduView(pdu, button = null) {
  const findings = pduFindings(pdu.rows);
  const title = pdu.name ?? "not even a header";
  const facts = [plural(pdu.length, "octet")];
  if (pdu.sequence_number !== undefined) facts.push(`sequence_number ${pdu.sequence_number}`);
  if (pdu.status !== undefined) facts.push(pdu.status);
  facts.push(`read as ${pdu.version}`);
  const heading = el("h2", {}, el("code", {}, title));
  const head = el("header", { class: "pdu-head" }, heading, badges(findings), el("p", {}, facts.join(" · ")), button);
  const view = el("section", { class: "pdu", "aria-label": title }, head, rowsView(pdu.rows, title));
  if (pdu.meant) {
    view.append(
      el("h3", { class: "meant" }, "What was probably meant"),
      rowsView(pdu.meant, `${title} as it was probably meant`),
    );
  }
  return view;
}

function pduFindings(rows) {
  return rows.flatMap((row) => [...(row.problem ? [{ severity: "error" }] : []), ...(row.findings ?? [])]);
}

// Octets on the left, meaning on the right. Pointing at either lights up the other.
function rowsView(rows, name) {
  const octets = el("div", { class: "octets", role: "group", "aria-label": `Octets of ${name}` });
  const body = el("tbody", { role: "rowgroup" }, rows.map(tableRows));
  const table = el(
    "table",
    { role: "table" },
    el("caption", { class: "hidden" }, `Fields of ${name}`),
    el(
      "thead",
      { role: "rowgroup" },
      el("tr", { role: "row" }, ["Field", "Value", "Meaning"].map((word) => el("th", { scope: "col", role: "columnheader" }, word))),
    ),
    body,
  );
  const both = el("div", { class: "both" }, octets, table);
  const light = (index) => {
    for (const lit of both.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (index === undefined) return;
    const of = both.querySelectorAll(`[data-row="${index}"]`);
    for (const element of of) element.classList.add("lit");
    const first = octets.querySelector(`[data-row="${index}"]`);
    if (first) reveal(octets, first);
  };
  const rowAt = (target) => target.closest("[data-row]")?.dataset.row;
  const focused = () => (both.contains(document.activeElement) ? rowAt(document.activeElement) : undefined);
  both.addEventListener("pointerover", (event) => {
    const index = rowAt(event.target);
    if (index !== undefined) light(index);
  });
  both.addEventListener("pointerleave", () => light(focused()));
  both.addEventListener("focusin", (event) => light(rowAt(event.target)));
  both.addEventListener("focusout", (event) => {
    if (!both.contains(event.relatedTarget)) light(undefined);
  });
  // From octets to their row, and back.
  const cross = (target) => {
    const index = rowAt(target);
    const selector = octets.contains(target) ? `tr[data-row="${index}"] button` : `.piece[role][data-row="${index}"]`;
    both.querySelector(selector)?.focus();
  };
  octets.addEventListener("click", (event) => cross(event.target));
  both.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || rowAt(event.target) === undefined) return;
    event.preventDefault();
    cross(event.target);
  });
  table.addEventListener("click", (event) => {
    // On a row that is not a button, so that a finger can light up octets.
    const row = event.target.closest("tr[data-row]");
    if (row && getSelection().isCollapsed) both.querySelector(`tr[data-row="${row.dataset.row}"] button`).focus();
  });
  octets.lay = () => {
    octets.replaceChildren(...octetLines(rows, perLine()));
    roving(octets, ".piece[role]");
  };
  octets.lay();
  roving(body, "button.field");
  return both;
}

// The row, and one beneath it for what is wrong.
function tableRows(row, index) {
  const classes = [`level-${Math.min(row.level, 2)}`, row.default && "default", row.text && "text", row.missing && "missing"];
  const name = el(
    "button",
    { class: "field", type: "button" },
    row.name,
    hidden(`, ${where(row)}`),
  );
  const fields = el(
    "tr",
    { role: "row", "data-row": index, class: classes.filter(Boolean).join(" ") },
    el("th", { scope: "row", role: "rowheader" }, name),
    el("td", { role: "cell", class: "value" }, row.value),
    el("td", { role: "cell", class: "meaning" }, row.meaning),
  );
  const wrong = troubles(row);
  if (wrong.length === 0) return fields;
  const cell = el("td", { role: "cell", colspan: 3, "aria-colspan": 3 }, wrong);
  return [fields, el("tr", { role: "row", "data-row": index, class: "beneath" }, cell)];
}

// What is wrong with the octets of a row, with a hint if there is one.
function troubles(row) {
  const all = [];
  if (row.problem) {
    const { at, what, hint, rule, status } = row.problem;
    const place = el("b", {}, `octet ${at}: `);
    all.push(trouble("error", [place, what], hint, rule, status));
  }
  for (const { severity, what, rule, status } of row.findings ?? []) {
    all.push(trouble(severity, [what], null, rule, status));
  }
  return all;
}

function trouble(severity, what, hint, rule, status) {
  const about = rule && el("span", { class: "rule" }, ` ${rule}, ${status}`);
  const more = hint && el("span", { class: "hint" }, hint);
  return el("p", { class: `trouble ${severity}` }, el("span", { class: "severity" }, severity), " ", what, about, more);
}
