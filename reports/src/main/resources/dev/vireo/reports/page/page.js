"use strict";
// Puts the page together.

function section(id, title, ...content) {
  return el("section", {id: id, "aria-labelledby": id + "-title"}, el("h2", {id: id + "-title"}, title), ...content);
}

function curvesSections() {
  const sections = [];
  const training = curveSections(data.charts, runs.map(run => run.training), "training");
  if (training.length > 0) sections.push(section("training", "Training", training));
  data.phases.forEach((phase, i) => {
    const series = runs.map(run => run.phases.find(each => each.name === phase));
    const groups = curveSections(data.phaseCharts, series, "phase-" + i);
    if (groups.length > 0) sections.push(section("phase-" + i, "Fine-tuning: " + phase, groups));
  });
  return sections;
}

// What holds for all charts: which runs, their difference, smoothing.
function controls() {
  const shown = runs.map((run, index) => checkbox(runLabel(index), true, on => {
    if (on) view.hidden.delete(index); else view.hidden.add(index);
    redraw();
  }));
  return el("div", {class: "controls", role: "group", "aria-label": "Charts"},
    several ? shown : null,
    several ? checkbox(runs.length === 2 ? "Difference" : "Difference from " + runs[0].name, false, on => { view.difference = on; redraw(); }) : null,
    checkbox("Smooth", false, on => { view.smooth = on; redraw(); }),
    el("span", {class: "note hint"}, "Drag to zoom, double-click to zoom out; arrow keys move the cursor of a focused chart."));
}

function theme() {
  const stored = () => { try { return localStorage.getItem("vireo-theme"); } catch { return null; } };
  const choose = value => {
    if (value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    try { localStorage.setItem("vireo-theme", value); } catch { /* A page from disk may have no storage. */ }
    redraw();
  };
  const chosen = ["light", "dark"].includes(stored()) ? stored() : "auto";
  if (chosen !== "auto") document.documentElement.dataset.theme = chosen;
  const options = picker("Theme", [["auto", "Auto"], ["light", "Light"], ["dark", "Dark"]], chosen, choose);
  document.getElementById("theme").replaceWith(options);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

function build() {
  document.title = runs.map(run => run.name).join(", ") + ": Vireo report";
  const sections = [warningsSection(), heldOutSection(), studySection(), auditSection(), ...curvesSections(), timeSection(), completionsSection(),
    settingsSection(), provenanceSection()].filter(each => each !== null);
  const top = el("div", {class: several ? "runs" : "runs one"}, runs.map(runCard));
  document.getElementById("main").append(
    ...(several ? [el("h1", {}, counted(runs.length, "run", "runs"))] : []), top, sections[0], controls(), ...sections.slice(1));
  document.getElementById("nav").append(...sections.map(each =>
    el("a", {href: "#" + each.id}, each.querySelector("h2").textContent)));
  document.getElementById("footer").append(`Made by vireo report, ${time(data.made)}. Charts: uPlot, MIT licence.`);
  theme();
  redraw();
}

build();
