"use strict";
// A study: what choices among n completions are worth, searches, refinement, and policies that were trained further.

function studySection() {
  const studied = runs.filter(run => run.study);
  if (studied.length === 0) return null;
  const titles = [...new Set(studied.flatMap(run => run.study.charts.map(each => each.title)))];
  const charts = titles.map(studyChart).filter(each => each !== null);
  return section("study", "Study",
    runs.map((run, index) => run.study ? studyOf(run, index) : null).filter(each => each !== null),
    el("h3", {}, "Curves"), el("div", {class: "charts"}, charts.map(each => each.element)));
}

function studyChart(title) {
  const ofRuns = runs.map(run => run.study && run.study.charts.find(each => each.title === title));
  const names = [...new Set(ofRuns.flatMap(each => each ? Object.keys(each.lines) : []))];
  const found = lines(ofRuns.map(each => each && (name => each.lines[name])), names);
  const first = ofRuns.find(each => each);
  return found.length === 0 ? null : new Figure(title, first.note, found, "study-" + first.unit, false, first.unit);
}

function studyOf(run, index) {
  const study = run.study;
  return el("div", {class: "group"},
    several ? el("p", {}, runLabel(index)) : null,
    el("p", {class: "note"}, study.about),
    study.tables.map(each => [el("h3", {}, each.title),
      table(each.title, each.rows[0], each.rows.slice(1))]).flat(),
    study.fitted.length === 0 ? null : [el("h3", {}, "Fitted"), el("ul", {class: "verdict"}, study.fitted.map(line => el("li", {}, line)))],
    study.note.map(line => el("p", {class: "note"}, line)));
}
