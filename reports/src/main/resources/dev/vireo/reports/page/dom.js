"use strict";
// Elements, numbers and words. Whatever a run holds is put into the page as text: a completion may be hostile.

const data = JSON.parse(document.getElementById("data").textContent);
const runs = data.runs;
const several = runs.length > 1;

// el("p", {class: "note"}, "text", child): text stays text, and a child that is null is left out.
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A number to four digits, as the text report has it.
function number(value) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  const whole = Math.floor(Math.log10(size)) + 1;
  return value.toFixed(Math.max(0, 4 - Math.max(1, whole)));
}

function signed(value) {
  return value > 0 ? "+" + number(value) : number(value);
}

// Ticks of an axis, all to the digits that tell them apart.
function ticks(values, step) {
  const greatest = Math.max(...values.map(Math.abs));
  if (greatest > 0 && greatest < 1e-3) return values.map(value => value === 0 ? "0" : value.toExponential(1));
  const unit = greatest >= 1e6 ? [1e6, "M"] : greatest >= 1e4 ? [1e3, "k"] : [1, ""];
  let digits = 0;
  while (digits < 6 && Math.abs(step / unit[0] * 10 ** digits % 1 - 0.5) < 0.5 - 1e-6) digits++;
  return values.map(value => (value / unit[0]).toFixed(digits) + (value === 0 ? "" : unit[1]));
}

function duration(seconds) {
  if (seconds < 60) return seconds.toFixed(seconds < 10 ? 1 : 0) + " s";
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? minutes + " min " + Math.round(seconds % 60) + " s"
    : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
}

function time(instant) {
  return instant.slice(0, 16).replace("T", " ") + " UTC";
}

function counted(count, one, many) {
  return count.toLocaleString("en") + " " + (count === 1 ? one : many);
}

// "rewards/exact" is a name for programs; here "rewards/" says nothing.
function meanName(mean) {
  return mean.replace(/^rewards\//, "");
}

// Runs go by their colour, with a name next to it wherever one is used.
function swatch(color, dash) {
  const line = svg("line", {x1: 0, y1: 5, x2: 22, y2: 5, "stroke-width": 3, "stroke-dasharray": dash.join(" ")});
  line.style.stroke = "var(--series-" + color % 6 + ")";
  return svg("svg", {class: "swatch", viewBox: "0 0 22 10", "aria-hidden": "true"}, line);
}

// Only for those who listen.
function unseen(text) {
  return el("span", {class: "unseen"}, text);
}

function runLabel(index) {
  return el("span", {class: "run-label"}, swatch(index, []), el("bdi", {}, runs[index].name));
}

// A table that scrolls by itself where it is wider than the page. Cells are texts or elements.
function table(caption, heads, rows, options = {}) {
  const head = el("tr", {}, heads.map(each => el("th", {scope: "col"}, each)));
  const body = el("tbody", {}, rows.map(row => row.nodeType ? row : tableRow(row)));
  return el("div", {class: "scroll" + (options.tall ? " tall" : ""), tabindex: "0", role: "group", "aria-label": caption},
    el("table", {class: options.class}, el("caption", {class: "unseen"}, caption), el("thead", {}, head), body));
}

function tableRow(cells, attributes) {
  const [first, ...others] = cells;
  return el("tr", attributes, el("th", {scope: "row"}, first), others.map(each => el("td", {}, each)));
}

// Radio buttons that look like one switch: arrows, space and screen readers know them already. A browser that
// restored a form's state on reload would tell nobody.
let pickers = 0;
function picker(legend, options, chosen, change, attributes = {}) {
  const group = "picker-" + pickers++;
  return el("fieldset", {class: "picker", ...attributes}, el("legend", {class: "unseen"}, legend), options.map(([value, label]) => {
    const input = el("input", {type: "radio", autocomplete: "off", name: group, value: value, checked: value === chosen});
    input.addEventListener("change", () => change(value));
    return el("label", {}, input, el("span", {}, label));
  }));
}

function checkbox(label, checked, change) {
  const input = el("input", {type: "checkbox", autocomplete: "off", checked: checked});
  input.addEventListener("change", () => change(input.checked));
  return el("label", {class: "check"}, input, label);
}
