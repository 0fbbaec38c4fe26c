"use strict";
// What a run has come to: the header, warnings, held-out results, times, configuration, provenance.

function best(run) {
  return run.heldOut.find(each => each.step === run.bestStep && each.means[run.decisive]);
}

function interval(mean) {
  return number(mean.mean) + (mean.half === null ? "" : " ± " + number(mean.half));
}

function sparkline(values, color) {
  const known = values.map((value, i) => [i, value]).filter(([, value]) => value !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known.map(([, value]) => value));
  const high = Math.max(...known.map(([, value]) => value));
  const points = known.map(([i, value]) =>
    `${2 + 116 * i / (values.length - 1)},${high === low ? 18 : 33 - 30 * (value - low) / (high - low)}`);
  const line = svg("polyline", {points: points.join(" "), fill: "none", "stroke-width": 2});
  line.style.stroke = "var(--series-" + color % 6 + ")";
  return svg("svg", {class: "spark", viewBox: "0 0 120 36", "aria-hidden": "true"}, line);
}

function fact(label, value, more) {
  return el("div", {class: "fact"}, el("dt", {}, label), el("dd", {}, value, more ? el("small", {}, more) : null));
}

function last(run, metric) {
  const values = (run.training.metrics[metric] || []).filter(value => value !== null);
  return values.length === 0 ? null : values[values.length - 1];
}

function runCard(run, index) {
  const result = best(run);
  const facts = [];
  const name = meanName(run.decisive);
  const measured = run.heldOut.filter(each => each.means[run.decisive]);
  if (measured.length > 1) facts.push(fact("before", interval(measured[0].means[run.decisive]), "step " + measured[0].step));
  if (last(run, "reward") !== null) facts.push(fact("last reward", number(last(run, "reward")), "while training"));
  if (last(run, "loss") !== null && run.pipeline !== "grpo") facts.push(fact("last loss", number(last(run, "loss"))));
  run.phases.forEach(phase => {
    const loss = (phase.metrics.loss || []).slice(-1)[0];
    if (run.pipeline !== "grpo" && loss !== undefined) facts.push(fact(phase.name + ", last loss", number(loss), counted(phase.step.length, "step", "steps")));
  });
  if (run.study) run.study.facts.forEach(([label, value]) => facts.push(fact(label, value)));
  const seconds = run.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  if (seconds > 0) facts.push(fact("time at work", duration(seconds), run.began ? "from " + time(run.began) : ""));
  const sampling = run.stages.find(stage => stage.stage === "collect-rollouts");
  if (sampling && sampling.tokensPerSecond !== null) facts.push(fact("sampled", counted(Math.round(sampling.tokensPerSecond), "token/s", "tokens/s")));
  const kind = run.pipeline === "grpo" && run.algorithm ? run.algorithm : run.pipeline;
  const card = el("article", {class: "run"},
    el("header", {},
      el(several ? "h2" : "h1", {}, several ? swatch(index, []) : null, el("bdi", {}, run.name)),
      el("p", {class: "state " + run.state}, run.stateText),
      el("p", {class: "kind"}, kind)),
    result ? el("div", {class: "best"},
      el("div", {}, el("p", {class: "big"}, number(result.means[run.decisive].mean),
        result.means[run.decisive].half === null ? null : el("small", {}, " ± " + number(result.means[run.decisive].half))),
        el("p", {class: "note"}, "best held-out ", el("b", {}, el("bdi", {}, name)), `, step ${result.step}, ${counted(result.means[run.decisive].prompts, "prompt", "prompts")}`)),
      sparkline(measured.map(each => each.means[run.decisive].mean), index))
      : el("p", {class: "note"}, run.study ? run.study.about : "No held-out results yet."),
    el("dl", {class: "facts"}, facts));
  card.style.setProperty("--run", "var(--series-" + index % 6 + ")");
  return card;
}

function warningsSection() {
  const cards = runs.flatMap((run, index) => run.warnings.map(each => el("li", {class: "warning"},
    el("p", {class: "what"}, el("b", {}, each.signal.replaceAll("-", " ")), (each.iteration > 0 ? ` from iteration ${each.iteration}` : "") + ": ", each.message,
      several ? el("span", {class: "of"}, runLabel(index)) : null),
    el("dl", {}, el("dt", {}, "Cause"), el("dd", {}, each.cause), el("dt", {}, "Cure"), el("dd", {}, each.cure)))));
  const quiet = runs.filter(run => run.warnings.length === 0);
  const none = several && cards.length > 0 ? "No warnings: " + quiet.map(run => run.name).join(", ") + "." : "No warnings.";
  return section("warnings", "Warnings", cards.length === 0 ? null : el("ul", {class: "warnings"}, cards),
    quiet.length > 0 ? el("p", {class: "calm"}, none) : null);
}

function heldOutSection() {
  if (data.heldOutMeans.length === 0) return null;
  const decisive = runs[0].decisive;
  const means = [...data.heldOutMeans].sort((a, b) => (b === decisive) - (a === decisive));
  const sources = runs.map(run => mean => {
    const results = run.heldOut.filter(each => each.means[mean]);
    return {x: results.map(each => each.step), y: results.map(each => each.means[mean].mean), half: results.map(each => each.means[mean].half)};
  });
  const charts = means.map(mean => [mean, lines(sources, [mean])]).filter(([, found]) => found.length > 0)
    .map(([mean, found]) => new Figure(meanName(mean),
      (mean === decisive ? "Decides which checkpoint is best. " : "") + "Bars are 95% intervals.", found, "training", mean === decisive));
  return section("held-out", "Held-out results", el("h3", {class: "unseen"}, "By step"), el("div", {class: "charts"}, charts.map(each => each.element)),
    heldOutTable(means), runs.length === 2 ? el("p", {class: "note"},
      "The intervals of differences take the two runs as independent. On the same held-out prompts they are wider than need be.") : null);
}

function heldOutTable(means) {
  const rows = runs.flatMap((run, index) => run.heldOut.map(result => tableRow([
    several ? el("span", {}, runLabel(index), " " + result.step) : String(result.step),
    ...means.map(mean => result.means[mean] ? interval(result.means[mean]) : "–"),
    String(Math.max(0, ...Object.values(result.means).map(mean => mean.prompts))),
  ], {class: result.step === run.bestStep ? "best-row" : null})));
  if (runs.length === 2) rows.push(...differenceRows(means));
  return table("Held-out results, means with 95% intervals",
    [several ? "run and step" : "step", ...means.map(meanName), "prompts"], rows);
}

function differenceRows(means) {
  const [base, other] = runs;
  return other.heldOut.flatMap(result => {
    const before = base.heldOut.find(each => each.step === result.step);
    if (!before) return [];
    return [tableRow([`${other.name} − ${base.name}, step ${result.step}`, ...means.map(mean => {
      const [a, b] = [before.means[mean], result.means[mean]];
      if (!a || !b || a.mean === null || b.mean === null) return "–";
      const half = a.half === null || b.half === null ? "" : " ± " + number(Math.hypot(a.half, b.half));
      return signed(b.mean - a.mean) + half;
    }), ""], {class: "difference-row"})];
  });
}

function timeSection() {
  const greatest = Math.max(...runs.flatMap(run => run.stages.map(stage => stage.seconds)));
  if (!(greatest > 0)) return null;
  const rows = runs.flatMap((run, index) => {
    const all = run.stages.reduce((sum, stage) => sum + stage.seconds, 0);
    return run.stages.map(stage => {
      const bar = el("span", {class: "time-bar"});
      bar.style.width = Math.max(0.4, 100 * stage.seconds / greatest) + "%";
      bar.style.background = "var(--series-" + index % 6 + ")";
      return [several ? el("span", {}, runLabel(index), " " + stage.stage) : stage.stage,
        el("span", {class: "bar-cell", "aria-hidden": "true"}, bar), duration(stage.seconds),
        all > 0 ? Math.round(100 * stage.seconds / all) + "%" : "–", String(stage.publications),
        stage.tokensPerSecond === null ? "–" : Math.round(stage.tokensPerSecond).toLocaleString("en")];
    });
  });
  return section("time", "Time per stage",
    table("Time per stage", [several ? "run and stage" : "stage", unseen("bar"), "time", "share", "times", "tokens/s"], rows, {class: "times"}),
    el("p", {class: "note"}, "As recorded by the processes that published; what an interrupted one did is not counted. "
      + "Training is the time of its optimizer steps, or where these were not timed, what passed since the publication before."));
}

function settingsSection() {
  const keys = [...new Set(runs.flatMap(run => Object.keys(run.settings)))].sort();
  const rows = keys.map(key => {
    const values = runs.map(run => run.settings[key]);
    const differs = values.some(value => value !== values[0]);
    const row = tableRow([el("code", {}, key), ...values.map(value => el("code", {}, value === undefined ? "–" : value)),
      ...(several ? [differs ? "differs" : ""] : [])], {class: differs ? "differs" : null});
    return {key: key, differs: differs, row: row};
  });
  const filter = el("input", {type: "search", autocomplete: "off", placeholder: "Filter, such as rollouts", "aria-label": "Filter settings"});
  const found = el("p", {class: "note", role: "status"});
  let only = several;
  const show = () => {
    let count = 0;
    for (const each of rows) {
      each.row.hidden = (only && !each.differs) || !each.key.includes(filter.value.trim());
      count += each.row.hidden ? 0 : 1;
    }
    found.textContent = `${count} of ${counted(rows.length, "setting", "settings")}`
      + (several ? `; ${rows.filter(each => each.differs).length} differ` : "");
  };
  filter.addEventListener("input", show);
  show();
  return section("configuration", "Configuration",
    el("div", {class: "tools"}, filter, several ? checkbox("Only differences", true, on => { only = on; show(); }) : null, found),
    table("Configuration", ["setting", ...runs.map((run, i) => several ? runLabel(i) : "value"), ...(several ? [unseen("differs")] : [])],
      rows.map(each => each.row), {tall: true, class: "settings"}));
}

function provenanceSection() {
  const keys = [...new Set(runs.flatMap(run => Object.keys(run.provenance)))];
  const rows = [["run directory", ...runs.map(run => el("code", {}, run.location))],
    ["first and last publication", ...runs.map(run => run.began && run.ended ? `${time(run.began)} to ${time(run.ended)}` : "–")],
    ...keys.map(key => [key, ...runs.map(run => el("code", {}, run.provenance[key] || "–"))])];
  return section("provenance", "Provenance",
    table("Provenance", [unseen("fact"), ...runs.map((run, i) => several ? runLabel(i) : "value")], rows, {class: "settings"}));
}
