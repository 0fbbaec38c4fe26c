"use strict";
// Completions as cards. Their texts are shown as they are, letter by letter, and never as markup.

function chip(label, value, kind) {
  return el("span", {class: "chip" + (kind ? " " + kind : "")}, label + " ", el("b", {}, value));
}

function completion(shown) {
  const chips = [];
  if (shown.reward !== null) chips.push(chip("reward", number(shown.reward), "main"));
  if (shown.adjusted !== null && shown.adjusted !== shown.reward) chips.push(chip("adjusted", number(shown.adjusted)));
  if (shown.advantage !== null) chips.push(chip("advantage", signed(shown.advantage)));
  const functions = Object.entries(shown.rewards);
  if (functions.length > 1 || functions.some(([, value]) => value !== shown.reward)) {
    functions.forEach(([name, value]) => chips.push(chip(name, number(value))));
  }
  chips.push(chip("", counted(shown.tokens, "token", "tokens")));
  if (shown.truncated) chips.push(chip("", "truncated", "cut"));
  return el("div", {class: "completion"}, el("p", {class: "when"}, shown.when),
    shown.text === "" ? el("p", {class: "note"}, "empty") : el("pre", {dir: "auto"}, shown.text), el("p", {class: "chips"}, chips));
}

function promptCard(prompt) {
  return el("article", {class: "card"},
    el("h4", {}, unseen("Prompt "), el("bdi", {}, prompt.id)),
    el("pre", {class: "prompt", dir: "auto"}, prompt.prompt),
    prompt.answer === undefined ? null : el("p", {class: "answer"}, "answer ", el("bdi", {}, prompt.answer)),
    el("div", {class: "completions"}, prompt.shown.map(completion)));
}

function completionsSection() {
  const having = runs.map((run, i) => i).filter(i => runs[i].completions.length > 0);
  if (having.length === 0) return null;
  const lists = el("div", {class: "tools"});
  const panel = el("div", {role: "group", "aria-label": "Chosen completions"});
  let run = having[having.length - 1];
  let chosen = "best";
  const show = id => {
    chosen = id;
    const list = runs[run].completions.find(each => each.id === id);
    panel.replaceChildren(el("h3", {}, list.title), el("p", {class: "note"}, list.note),
      list.prompts.length === 0 ? el("p", {}, "None.") : el("div", {class: "cards"}, list.prompts.map(promptCard)));
  };
  const offer = () => {
    const all = runs[run].completions;
    const first = all.find(each => each.id === chosen) || all[0];
    lists.replaceChildren(picker("Which completions", all.map(each => [each.id, `${each.title} (${each.prompts.length})`]), first.id, show));
    show(first.id);
  };
  offer();
  const whose = several ? picker("Whose completions", having.map(i => [i, runLabel(i)]), run, i => { run = i; offer(); }) : null;
  return section("completions", "Completions", whose, lists, panel);
}
