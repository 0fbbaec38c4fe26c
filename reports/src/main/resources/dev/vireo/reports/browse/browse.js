// The list of an iteration's completions, and what is chosen in it. The address holds the choice.

import { GroupView } from './completion.js';
import { ask, count, element, number, signed, sleep, visible } from './elements.js';

const PAGE = 50;
const SORTS = {
  '': 'order of the files', advantage: 'advantage', reward: 'reward', adjusted_reward: 'adjusted reward',
  kl: 'KL to the reference', length: 'length',
};
const START = { run: 0, iteration: 0, sort: '', order: '', filter: '', prompt: '', search: '', from: 0, group: -1, sample: 0 };
const NUMBERS = ['run', 'iteration', 'from', 'group', 'sample'];

const by = id => document.getElementById(id);
const state = { ...START };
let runs = [];
let views = [];
let page = { hits: [], total: 0 };
let loading = new AbortController();

// The token has done its work: it is a cookie now, and need not stay in the address.
if (new URLSearchParams(location.search).has('token')) {
  history.replaceState(null, '', location.pathname + location.hash);
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  Object.assign(state, START);
  for (const [name, value] of given) {
    if (name in START) {
      state[name] = NUMBERS.includes(name) ? Number.parseInt(value, 10) || 0 : value;
    }
  }
  state.run = Math.min(Math.max(0, state.run), runs.length - 1);
  const { iterations } = runs[state.run];
  if (!iterations.includes(state.iteration)) {
    state.iteration = iterations[iterations.length - 1] ?? 0;
  }
}

/** Changes some of the choice; what the list depends on begins at its first page again. */
function navigate(changes) {
  const list = ['run', 'iteration', 'sort', 'order', 'filter', 'prompt', 'search'];
  const moved = list.some(name => name in changes && changes[name] !== state[name]);
  const next = { ...state, ...(moved ? { from: 0 } : {}), ...changes };
  if (moved && !('group' in changes) && ('iteration' in changes || 'run' in changes)) {
    next.group = -1;
  }
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries(next)) {
    if (value !== START[name]) {
      address.set(name, value);
    }
  }
  const hash = `#${address}`;
  if (hash !== location.hash) {
    history.pushState(null, '', hash);
  }
  update();
}

let shownList = '';

function update() {
  readAddress();
  drawControls();
  const list = JSON.stringify([state.run, state.iteration, state.sort, state.order, state.filter, state.prompt, state.search, state.from]);
  if (list !== shownList) {
    shownList = list;
    load();
  } else {
    mark();
  }
  open();
}

function drawControls() {
  const run = runs[state.run];
  by('title').textContent = runs.map(each => visible(each.name)).join(' and ');
  document.title = `${visible(run.name)}, iteration ${state.iteration}: Vireo`;
  const select = by('iteration');
  if (select.dataset.run !== String(state.run)) {
    select.dataset.run = state.run;
    select.replaceChildren(...run.iterations.map(each => element('option', { value: each }, each)));
  }
  select.value = state.iteration;
  by('iteration-count').textContent = `of ${run.iterations[run.iterations.length - 1] ?? 0}`;
  const place = run.iterations.indexOf(state.iteration);
  by('previous-iteration').disabled = place <= 0;
  by('next-iteration').disabled = place < 0 || place >= run.iterations.length - 1;
  by('runs').querySelectorAll('button').forEach((button, i) => button.setAttribute('aria-pressed', i === state.run));
  by('sort').value = state.sort;
  by('order').textContent = state.order === 'ascending' ? 'smallest first' : 'largest first';
  by('order').disabled = state.sort === '';
  if (document.activeElement !== by('search')) {
    by('search').value = state.search;
  }
  const filters = state.filter.split(',');
  document.querySelectorAll('[data-filter]').forEach(chip =>
    chip.setAttribute('aria-pressed', filters.includes(chip.dataset.filter)));
  by('prompt-chip').hidden = state.prompt === '';
  by('prompt-chip').textContent = `prompt ${visible(state.prompt)} ✕`;
  by('prompt-chip').setAttribute('aria-label', `Show all prompts again, not only ${visible(state.prompt)}`);
  document.body.classList.toggle('opened', state.group >= 0);
}

/** Loads a page of the list; what takes the server longer is asked for again until it is there. */
async function load() {
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  const status = by('status');
  status.classList.remove('failed');
  by('hits').setAttribute('aria-busy', 'true');
  try {
    if (runs[state.run].iterations.length === 0) {
      status.textContent = 'This run has no rollouts yet.';
      return;
    }
    const question = { run: state.run, iteration: state.iteration, sort: state.sort, order: state.order, filter: state.filter, prompt: state.prompt, search: state.search, from: state.from, count: PAGE };
    let first = true;
    for (;;) {
      const answer = await ask('completions', question, signal);
      if (!answer.ready) {
        status.textContent = 'Reading the columns that this needs …';
        await sleep(300, signal);
        continue;
      }
      page = answer;
      drawSorts(answer.sorts);
      drawHits(first);
      first = false;
      if (answer.searched >= 1) {
        return;
      }
    }
  } catch (error) {
    if (error.name !== 'AbortError') {
      page = { hits: [], total: 0, searched: 1 };
      drawHits(true);
      status.textContent = error.message;
      status.classList.add('failed');
    }
  }
}

function drawSorts(possible) {
  const select = by('sort');
  const names = ['', ...Object.keys(SORTS).filter(name => possible.includes(name))];
  if (select.dataset.names !== names.join()) {
    select.dataset.names = names.join();
    select.replaceChildren(...names.map(name => element('option', { value: name }, SORTS[name])));
  }
  select.value = state.sort;
}

function drawHits(fresh) {
  const { hits, total, from, searched, all } = page;
  const focused = by('hits').contains(document.activeElement);
  by('hits').setAttribute('aria-busy', searched < 1);
  by('hits').replaceChildren(...hits.map(hit => element('li', {}, hitButton(hit))));
  if (fresh) {
    by('hits').scrollTop = 0;
  }
  const pages = Math.max(1, Math.ceil(total / PAGE));
  const current = Math.floor((from ?? 0) / PAGE) + 1;
  by('status').textContent = hits.length === 0 && searched >= 1
    ? 'No completion fits.'
    : total === all ? `${count(total)} completions` : `${count(total)} of ${count(all ?? 0)} completions`;
  if (searched < 1) {
    by('status').textContent += `, ${Math.floor(100 * searched)}% searched …`;
  }
  by('page').textContent = `${count(current)} / ${count(pages)}`;
  by('first-page').disabled = by('previous-page').disabled = current <= 1;
  by('last-page').disabled = by('next-page').disabled = current >= pages;
  mark();
  if (focused) {
    by('hits').querySelector('.hit')?.focus();
  }
}

function hitButton(hit) {
  const advantage = hit.advantage ?? null;
  return element('button', {
    type: 'button', class: 'hit', 'data-group': hit.group, 'data-sample': hit.sample,
    on: { click: () => navigate({ group: hit.group, sample: hit.sample }) },
  },
  element('span', { class: 'prompt' }, visible(hit.prompt)),
  element('span', { class: 'text' }, visible(hit.text) || '(empty)'),
  element('span', { class: 'numbers' },
    advantage === null
      ? element('span', { class: 'small' }, `reward ${number(hit.reward)}`)
      : element('span', { class: `signed ${advantage < 0 ? 'negative' : 'positive'}`, vars: { heat: Math.min(1, Math.abs(advantage) / 2) }, title: 'advantage' }, signed(advantage, 2)),
    element('span', { class: 'small' }, caption(hit)),
    hit.truncated ? element('span', { class: 'badge' }, 'truncated') : null,
    hit.filtered ? element('span', { class: 'badge' }, visible(hit.filtered)) : null));
}

function caption(hit) {
  if (state.sort === 'kl') {
    return `KL ${number(hit.kl, 2)}`;
  }
  if (state.sort === 'length') {
    return `${count(hit.length ?? 0)} tokens`;
  }
  if (state.sort === 'adjusted_reward') {
    return `adjusted ${number(hit.adjusted_reward, 2)}`;
  }
  return hit.advantage === null || hit.advantage === undefined ? '' : `reward ${number(hit.reward, 2)}`;
}

/** Marks what is chosen in the list. */
function mark() {
  document.querySelectorAll('.hit').forEach(button => {
    const chosen = Number(button.dataset.group) === state.group && Number(button.dataset.sample) === state.sample;
    button.setAttribute('aria-current', chosen);
    if (chosen) {
      button.scrollIntoView({ block: 'nearest' });
    }
  });
}

/** Shows the chosen group, and the other run's group of the same prompt beside it. */
async function open() {
  by('nothing').hidden = state.group >= 0;
  by('groups').hidden = state.group < 0;
  if (state.group < 0) {
    views.forEach(view => view.clear());
    views.forEach(view => { view.group = null; });
    return;
  }
  const view = views[state.run];
  try {
    const group = await view.show(state.iteration, state.group, state.sample);
    if (group && views.length > 1) {
      await compare(views[1 - state.run], group);
    }
  } catch (error) {
    view.fail(error.message);
  }
}

async function compare(view, group) {
  if (view.group?.promptId === group.promptId && view.wanted === group.iteration) {
    return;
  }
  view.wanted = group.iteration;
  try {
    const near = await nearest(view.run, group.promptId, group.iteration);
    if (view.wanted !== group.iteration) {
      return;
    }
    if (near) {
      await view.show(near.iteration, near.group, 0);
    } else {
      view.group = null;
      view.fail(`No iteration of ${view.runName} has the prompt ${visible(group.promptId)}.`);
    }
  } catch (error) {
    view.fail(error.message);
  }
}

/** The appearance of a prompt that is nearest to an iteration. */
async function nearest(run, prompt, iteration) {
  let best = null;
  let from = 0;
  while (from !== undefined) {
    const part = await ask('history', { run, prompt, from });
    for (const each of part.appearances) {
      if (!best || Math.abs(each.iteration - iteration) < Math.abs(best.iteration - iteration)) {
        best = each;
      }
    }
    from = part.next;
  }
  return best;
}

function choose(by) {
  const { hits } = page;
  if (hits.length === 0) {
    return;
  }
  const now = hits.findIndex(hit => hit.group === state.group && hit.sample === state.sample);
  const next = now < 0 ? 0 : now + by;
  if (next >= 0 && next < hits.length) {
    navigate({ group: hits[next].group, sample: hits[next].sample });
  }
}

function turn(by) {
  const from = state.from + by * PAGE;
  if (from >= 0 && from < page.total) {
    navigate({ from });
  }
}

function stepIteration(by) {
  const { iterations } = runs[state.run];
  const next = iterations[iterations.indexOf(state.iteration) + by];
  if (next !== undefined) {
    navigate({ iteration: next });
  }
}

function toggleFilter(name) {
  const filters = new Set(state.filter.split(',').filter(each => each));
  if (!filters.delete(name)) {
    filters.add(name);
  }
  navigate({ filter: [...filters].sort().join() });
}

const flip = () => state.sort && navigate({ order: state.order === 'ascending' ? '' : 'ascending' });

const KEYS = {
  '/': () => { navigate({ group: -1 }); by('search').focus(); },
  j: () => choose(1),
  k: () => choose(-1),
  n: () => turn(1),
  p: () => turn(-1),
  '[': () => stepIteration(-1),
  ']': () => stepIteration(1),
  o: flip,
  h: () => views.forEach(view => view.nextHeat()),
  '?': () => by('help').showModal(),
  Escape: () => back(),
};

function back() {
  const chosen = `.hit[data-group="${state.group}"][data-sample="${state.sample}"]`;
  navigate({ group: -1 });
  (document.querySelector(chosen) ?? by('search')).focus();
}

function listen() {
  let typing;
  by('search').addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => navigate({ search: by('search').value }), 250);
  });
  by('tools').addEventListener('submit', event => {
    event.preventDefault();
    navigate({ search: by('search').value });
  });
  by('sort').addEventListener('change', () => navigate({ sort: by('sort').value }));
  by('order').addEventListener('click', flip);
  by('iteration').addEventListener('change', () => navigate({ iteration: Number(by('iteration').value) }));
  by('previous-iteration').addEventListener('click', () => stepIteration(-1));
  by('next-iteration').addEventListener('click', () => stepIteration(1));
  by('first-page').addEventListener('click', () => navigate({ from: 0 }));
  by('previous-page').addEventListener('click', () => turn(-1));
  by('next-page').addEventListener('click', () => turn(1));
  by('last-page').addEventListener('click', () => navigate({ from: PAGE * (Math.ceil(page.total / PAGE) - 1) }));
  by('prompt-chip').addEventListener('click', () => navigate({ prompt: '' }));
  by('back').addEventListener('click', back);
  by('help-button').addEventListener('click', () => by('help').showModal());
  document.querySelectorAll('[data-filter]').forEach(chip => chip.addEventListener('click', () => toggleFilter(chip.dataset.filter)));
  window.addEventListener('popstate', update);
  window.addEventListener('hashchange', update);
  document.addEventListener('keydown', event => {
    const typed = ['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName);
    if (event.ctrlKey || event.metaKey || event.altKey || by('help').open || (typed && event.key !== 'Escape')) {
      return;
    }
    if (typed) {
      event.target.blur();
      return;
    }
    const action = KEYS[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}

async function start() {
  try {
    ({ runs } = await ask('runs', {}));
  } catch (error) {
    by('status').textContent = error.message;
    by('status').classList.add('failed');
    return;
  }
  const two = runs.length > 1;
  by('runs').hidden = !two;
  by('runs').append(...runs.map((run, i) => element('button', { type: 'button', on: { click: () => navigate({ run: i, iteration: state.iteration }) } }, visible(run.name))));
  by('groups').classList.toggle('two', two);
  views = runs.map((run, i) => {
    const place = element('article', { class: 'group', 'aria-label': visible(run.name) });
    by('groups').append(place);
    return new GroupView(place, i, two ? visible(run.name) : '', navigate);
  });
  listen();
  update();
}

start();
