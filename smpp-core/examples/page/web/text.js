const WAYS = {
  plain: () => "As typed",
  national: (way) => `With the ${way.language} tables`,
  nearest: () => "With the nearest characters",
  replaced: () => "With the nearest characters, or ?",
};
let chosenWay = "plain";

// What a text costs, in each way to send it.
function textView(measured, show) {
  if (measured.error) return [trouble("error", [measured.error])];
  const ways = measured.ways;
  const details = el("div", { class: "way" });
  const paint = () => {
    const way = ways.find((one) => one.name === chosenWay) ?? ways[0];
    details.replaceChildren(...wayDetails(way, show));
  };
  const current = ways.some((way) => way.name === chosenWay) ? chosenWay : "plain";
  const cards = ways.map((way) => {
    const radio = el("input", { type: "radio", name: "way", value: way.name, checked: way.name === current });
    radio.addEventListener("change", () => {
      chosenWay = way.name;
      paint();
    });
    const cost = el("span", { class: "cost" }, el("b", {}, plural(way.total, "part")), ` ${way.alphabet}, ${units(way, way.units)}`);
    return el("label", { class: "card" }, radio, el("span", { class: "card-name" }, WAYS[way.name](way)), cost);
  });
  paint();
  return [el("fieldset", { class: "cards" }, el("legend", {}, "Ways to send it"), cards), details];
}

const units = (way, count) => (way.alphabet === "UCS2" ? `${number(count)} units of 16 bits` : plural(count, "septet"));

function textSummary(measured) {
  if (measured.error) return measured.error;
  const way = measured.ways[0];
  return `${way.alphabet}, ${units(way, way.units)}, ${plural(way.total, "part")}, room for ${number(way.remaining)} more`;
}

function wayDetails(way, show) {
  const double = way.alphabet === "UCS2" ? "two units each" : "two septets each";
  const facts = [
    characters("Force UCS2", way.forced),
    characters(`Take ${double}`, way.doubled),
    changes(way.changes),
    way.name === "national" && fact("Needs", ["a phone and a network that know these tables; each part names them in its header"]),
  ].filter(Boolean);
  const marks = new Map();
  for (const { char } of way.doubled) marks.set(char, "double");
  for (const { char } of way.forced) marks.set(char, "forced");
  return [
    el("p", { class: "headline" }, el("b", {}, way.alphabet), ` · ${units(way, way.units)} · ${plural(way.total, "part")} · room for ${number(way.remaining)} more`),
    facts.length > 0 && el("dl", { class: "facts" }, facts),
    el("ol", { class: "parts" }, way.parts.map((part) => partView(way, part, marks))),
    el("p", {}, el("button", { type: "button", onclick: () => show(way.pdus.join("\n")) }, "Read it as submit_sm")),
  ].filter(Boolean);
}

function fact(name, values) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, values));
}

const times = (count) => (count > 1 ? ` ×${number(count)}` : "");

function characters(name, list) {
  if (list.length === 0) return null;
  const all = list.map(({ char, code, count }) => el("span", { class: "chip" }, el("b", {}, visible(char)), ` ${code}${times(count)}`));
  return fact(name, all);
}

function changes(list) {
  if (list.length === 0) return null;
  const all = list.map(({ from, to, count }) =>
    el("span", { class: "chip" }, el("b", {}, visible(from)), " becomes ", el("b", {}, to === "" ? "nothing" : visible(to)), times(count)),
  );
  return fact("Replaced", all);
}

// White space and control characters have no shape.
const visible = (text) => (/^[\s\p{C}]+$/u.test(text) ? [...text].map((c) => `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ") : text);

function partView(way, part, marks) {
  const share = Math.min(100, (100 * part.units) / Math.max(1, way.room));
  const text = [...part.text].map((c) => (marks.has(c) ? el("mark", { class: marks.get(c) }, c) : c));
  const header = part.header > 0 ? `, ${part.header} of them header` : "";
  return el(
    "li",
    {},
    el(
      "p",
      { class: "part-head" },
      el("b", {}, `Part ${part.number} of ${way.total}`),
      ` ${number(part.units)} of ${number(way.room)} · ${plural(part.octets, "octet")}${header}`,
    ),
    el("div", { class: "bar", "aria-hidden": "true" }, el("span", { style: `inline-size:${share.toFixed(1)}%` })),
    el("p", { class: "part-text" }, text),
  );
}
