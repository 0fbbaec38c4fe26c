"use strict";
// The reward audit: verdict, table, and what features do over iterations, over best-of-n and by length.

function auditSection() {
  const audited = runs.filter(run => run.audit);
  if (audited.length === 0) return null;
  const features = audited[0].audit.use;
  const amounts = audited[0].audit.amounts;
  const shares = Object.keys(features).filter(each => !amounts.includes(each));
  const source = key => runs.map(run => run.audit && (name => run.audit[key][name]));
  // A feature that no completion has draws no line.
  const used = (key, names) => names.filter(name => runs.some(run =>
    run.audit && run.audit[key][name] && run.audit[key][name].y.some(value => value > 0)));
  const charts = [];
  const add = (key, names, title, note, unit) => {
    const found = lines(source(key), used(key, names));
    if (found.length > 0) charts.push(new Figure(title, note, found, "audit-" + unit, false, unit));
  };
  add("use", shares, "Completions with a feature, by iteration", "Share of all completions.", "iteration");
  add("bestOf", shares, "Best of n: completions with a feature", "Share among those that the reward would choose of n.", "n");
  amounts.filter(name => name !== "characters").forEach(name => {
    add("use", [name], "Mean " + name + ", by iteration", "", "iteration");
    add("bestOf", [name], "Best of n: mean " + name, "Of those that the reward would choose of n.", "n");
  });
  const rewards = [...new Set(audited.flatMap(run => Object.keys(run.audit.lengths)))];
  const byLength = lines(source("lengths"), rewards);
  if (byLength.length > 0) charts.push(new Figure("Reward by length", "Above the mean of the completion's group, by tokens from.", byLength, "audit-tokens", false, "tokens"));
  return section("audit", "Reward audit",
    runs.map((run, index) => run.audit ? auditOf(run, index) : null).filter(each => each !== null),
    el("h3", {}, "Features"), el("div", {class: "charts"}, charts.map(each => each.element)));
}

function auditOf(run, index) {
  const audit = run.audit;
  return el("div", {class: "group"},
    several ? el("p", {}, runLabel(index)) : null,
    el("p", {class: "note"}, audit.about),
    el("ul", {class: "verdict"}, audit.verdict.map(line => el("li", {}, line))),
    audit.rewards.map(reward => [el("h3", {}, el("bdi", {}, reward.name)), el("p", {class: "note"}, reward.summary),
      table("Reward audit of " + reward.name, audit.titles.map(title => title.toLowerCase()), reward.rows)]).flat(),
    el("p", {class: "note"}, audit.note));
}
