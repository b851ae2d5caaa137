"use strict";
const $ = (id) => document.getElementById(id);

// An element with properties and children. Text is never taken for HTML.
function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const hidden = (text) => el("span", { class: "hidden" }, text);
const number = (value) => value.toLocaleString("en");
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

// How often each severity occurs: "1 error, 2 notes".
function counts(findings) {
  const words = [];
  for (const severity of ["error", "warning", "note"]) {
    const count = findings.filter((one) => one.severity === severity).length;
    if (count > 0) words.push({ severity, text: plural(count, severity) });
  }
  return words;
}

const badges = (findings) => counts(findings).map(({ severity, text }) => el("span", { class: `badge ${severity}` }, text));

// One element of a list can be reached with Tab, the others from there with the arrow keys.
function roving(list, selector, moved = () => {}) {
  const all = () => [...list.querySelectorAll(selector)];
  const choose = (element) => {
    for (const other of list.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    element.tabIndex = 0;
  };
  for (const [place, element] of all().entries()) element.tabIndex = place === 0 ? 0 : -1;
  list.addEventListener("focusin", (event) => {
    const element = event.target.closest(selector);
    if (element) choose(element);
  });
  list.addEventListener("keydown", (event) => {
    const elements = all();
    const at = elements.indexOf(event.target);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: elements.length - 1 };
    const next = elements[steps[event.key]];
    if (!(event.key in steps)) return;
    event.preventDefault();
    if (next) {
      next.focus();
      moved(next);
    }
  });
  return choose;
}

// Scrolls a box, and nothing around it, until an element is in sight.
function reveal(box, element) {
  const [outer, inner] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top + 8;
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 8;
}
