// A prompt's group: its rewards, one of its completions token by token, and the prompt's history.

import { ask, drawn, element, fill, number, signed, visible } from './elements.js';

/** Whether a token is an environment's, of which nothing is known but that it was read. */
const isRead = (tokens, i) => tokens.logprobs.length > 0 && tokens.logprobs[i] === null;

/** What the colours of tokens show. */
const HEATS = {
  logprob: {
    label: 'log-prob', scale: 'one', low: 'certain', high: 'unlikely',
    of: (tokens, i) => tokens.logprobs.length && !isRead(tokens, i) ? -tokens.logprobs[i] / 5 : null,
  },
  kl: {
    label: 'KL', scale: 'two', low: 'reference likelier', high: 'policy likelier',
    of: (tokens, i) => tokens.referenceLogprobs.length && tokens.logprobs.length && !isRead(tokens, i)
      ? (tokens.logprobs[i] - tokens.referenceLogprobs[i]) / 2 : null,
  },
  advantage: {
    label: 'advantage', scale: 'two', low: 'negative', high: 'positive',
    of: (tokens, i) => {
      const value = tokens.advantages.length ? tokens.advantages[i] : tokens.advantage;
      return value === null || isRead(tokens, i) ? null : value / 2;
    },
  },
  none: { label: 'plain', of: () => 0 },
};

let heat = 'logprob';

/** Shows a group of a run in `place`; `navigate` is told what is chosen. */
export class GroupView {
  constructor(place, run, runName, navigate) {
    this.place = place;
    this.run = run;
    this.runName = runName;
    this.navigate = navigate;
    this.shown = 0;
  }

  clear() {
    this.shown++;
    this.place.replaceChildren();
  }

  fail(message) {
    this.clear();
    this.place.append(element('p', { class: 'notice', role: 'alert' }, message));
  }

  async show(iteration, number, sample) {
    const turn = ++this.shown;
    const same = this.iteration === iteration && this.number === number && this.group;
    if (!same) {
      const group = await ask('group', { run: this.run, iteration, group: number });
      if (turn !== this.shown) {
        return null;
      }
      Object.assign(this, { iteration, number, group });
      this.render();
      this.drawHistory();
    }
    this.choose(sample, turn);
    return this.group;
  }

  render() {
    const { group } = this;
    this.bars = element('div', { class: 'bars', role: 'group', 'aria-label': 'Completions of the group' });
    this.completion = element('div', { class: 'card completion' });
    this.history = element('div', { class: 'history' }, element('p', { class: 'muted' }, 'Looking for the prompt in the iterations …'));
    fill(this.place,
      element('div', { class: 'heading' },
        element('h2', {}, visible(group.promptId)),
        element('span', { class: 'muted' }, `${this.runName ? `${this.runName}, ` : ''}iteration ${group.iteration}, policy of step ${group.policyStep}`),
        element('button', { type: 'button', class: 'quiet', on: { click: () => this.navigate({ prompt: group.promptId, run: this.run }) } }, 'only this prompt')),
      group.filtered ? element('p', { class: 'notice' }, `${REASONS[group.filtered] ?? ''} No signal: ${visible(group.filtered)}.`.trim()) : null,
      element('div', { class: 'card' },
        element('h3', {}, 'Prompt'),
        element('div', { class: 'source', tabindex: 0, role: 'group', 'aria-label': 'Prompt' }, visible(group.prompt)),
        facts([
          group.answer === null ? null : ['Answer', visible(group.answer)],
          ...Object.entries(group.attributes).map(([name, value]) => [visible(name), visible(value)]),
        ])),
      element('div', { class: 'card' },
        element('header', {}, element('h3', {}, `Group of ${group.samples.length}`),
          element('div', { class: 'legend' },
            element('span', {}, element('span', { class: 'swatch' }), 'reward'),
            group.statistics ? element('span', {}, element('span', { class: 'swatch adjusted' }), 'adjusted') : null)),
        this.bars,
        group.statistics ? statistics(group.statistics) : element('p', { class: 'muted' }, 'Advantages are not computed yet.')),
      this.completion,
      element('div', { class: 'card' }, element('h3', {}, 'This prompt through the iterations'), this.history));
  }

  choose(sample, turn) {
    const { samples } = this.group;
    this.sample = Math.min(sample, samples.length - 1);
    const values = samples.flatMap(each => [each.reward, each.adjustedReward]).filter(value => value !== null);
    const low = Math.min(0, ...values);
    const span = Math.max(...values, low + 1e-12) - low;
    const share = value => value === null ? 0 : (value - low) / span;
    const focused = this.bars.contains(document.activeElement);
    this.bars.replaceChildren(...samples.map((each, i) =>
      element('button', {
        type: 'button', class: 'bar', 'aria-pressed': i === this.sample ? 'true' : 'false',
        'aria-label': `Completion ${each.sample}: reward ${number(each.reward)}, adjusted ${number(each.adjustedReward)}, advantage ${signed(each.advantage)}`,
        title: `reward ${number(each.reward)}, advantage ${signed(each.advantage)}`,
        on: { click: () => this.navigate({ run: this.run, iteration: this.iteration, group: this.number, sample: i }) },
      },
      element('i', { vars: { share: share(each.reward) } }),
      each.adjustedReward === null ? null : element('i', { class: 'adjusted', vars: { share: share(each.adjustedReward) } }),
      element('b', {}, each.sample))));
    if (focused) {
      this.bars.children[this.sample].focus();
    }
    this.drawCompletion(turn);
  }

  async drawCompletion(turn) {
    const sample = this.group.samples[this.sample];
    this.tokens = null;
    this.area = element('div', { class: 'tokens', tabindex: 0, role: 'group', 'aria-label': 'Text of the completion' }, visible(sample.text));
    this.reading = element('p', { class: 'reading', 'aria-live': 'polite' });
    this.controls = element('div', { class: 'segments', role: 'group', 'aria-label': 'What colours show' });
    this.legend = element('div', { class: 'legend' });
    fill(this.completion,
      element('header', {}, element('h3', {}, `Completion ${sample.sample}`), this.controls),
      facts([
        ['reward', number(sample.reward)],
        ...Object.entries(sample.rewards).map(([name, value]) => [visible(name), number(value)]),
        ...Object.entries(sample.extras).map(([name, value]) => [visible(name), typeof value === 'string' ? visible(value) : number(value)]),
        ['adjusted', number(sample.adjustedReward)],
        ['advantage', signed(sample.advantage)],
        sample.weight === null ? null : ['weight', number(sample.weight)],
        sample.kl === null ? null : ['KL, nats', number(sample.kl)],
        ['tokens', sample.length],
        ['ended by', sample.finishReason === 'length' ? 'the limit of tokens' : 'a stop'],
      ]),
      this.area, this.legend, this.reading,
      sample.cut ? element('p', { class: 'muted' }, 'The plain text is cut here; the tokens go on.') : null);
    try {
      const tokens = await this.read(0);
      if (turn === this.shown) {
        this.tokens = tokens;
        this.drawControls();
        this.drawTokens();
      }
    } catch (error) {
      this.reading.textContent = error.message;
    }
  }

  read(from) {
    return ask('tokens', { run: this.run, iteration: this.iteration, group: this.number, sample: this.sample, from });
  }

  drawControls() {
    const possible = Object.keys(HEATS).filter(name => name === 'none'
      || this.tokens.ids.some((id, i) => HEATS[name].of(this.tokens, i) !== null));
    this.heats = possible;
    const current = possible.includes(heat) ? heat : possible[0];
    this.heat = current;
    this.controls.replaceChildren(...possible.map(name => element('button', {
      type: 'button', 'aria-pressed': name === current ? 'true' : 'false', 'data-heat': name,
      on: { click: () => this.setHeat(name) },
    }, HEATS[name].label)));
    const { scale, low, high } = HEATS[current];
    this.legend.replaceChildren(...(scale
      ? [element('span', {}, low), element('span', { class: `scale ${scale}` }), element('span', {}, high)] : []));
  }

  setHeat(name) {
    heat = name;
    const focused = this.controls.contains(document.activeElement);
    this.drawControls();
    this.drawTokens();
    if (focused) {
      this.controls.querySelector('[aria-pressed="true"]').focus();
    }
  }

  nextHeat() {
    if (this.tokens) {
      this.setHeat(this.heats[(this.heats.indexOf(this.heat) + 1) % this.heats.length]);
    }
  }

  drawTokens() {
    const { tokens } = this;
    const spans = tokens.ids.map((id, i) => {
      const value = HEATS[this.heat].of(tokens, i) ?? 0;
      const text = tokens.texts[i];
      return element('span', {
        class: `token ${value < 0 ? 'negative' : 'positive'}${text === null ? ' number' : ''}`,
        vars: { heat: Math.min(1, Math.abs(value)) },
        'data-place': i,
      }, ...shown(text, id));
    });
    const area = element('div', {
      class: 'tokens', tabindex: 0, role: 'application', 'aria-roledescription': 'tokens',
      'aria-label': `${tokens.total} tokens; the arrow keys read them one by one`,
      on: {
        pointerover: event => this.point(event.target.closest('.token')),
        click: event => this.point(event.target.closest('.token')),
        keydown: event => this.step(event),
      },
    }, ...spans);
    this.area.replaceWith(area);
    this.area = area;
    this.more?.remove();
    const left = tokens.total - tokens.ids.length;
    if (left > 0) {
      this.more = element('button', { type: 'button', on: { click: () => this.readMore() } }, `Show more of ${left} further tokens`);
      area.after(this.more);
    }
    this.reading.textContent = 'Point at a token, or move with the arrow keys, to read its numbers.';
  }

  async readMore() {
    const more = await this.read(this.tokens.ids.length);
    for (const list of ['ids', 'texts', 'logprobs', 'referenceLogprobs', 'advantages']) {
      this.tokens[list].push(...more[list]);
    }
    this.drawTokens();
  }

  step(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) {
      event.preventDefault();
      const spans = this.area.querySelectorAll('.token');
      const now = this.area.querySelector('.active');
      const next = now ? Number(now.dataset.place) + by : 0;
      this.point(spans[Math.max(0, Math.min(spans.length - 1, next))]);
    }
  }

  point(span) {
    if (!span) {
      return;
    }
    this.area.querySelector('.active')?.classList.remove('active');
    span.classList.add('active');
    const { tokens } = this;
    const i = Number(span.dataset.place);
    const logprob = tokens.logprobs[i];
    const reference = tokens.referenceLogprobs[i];
    const advantage = tokens.advantages.length ? tokens.advantages[i] : tokens.advantage;
    const parts = isRead(tokens, i) ? ['not written by the policy'] : [
      logprob === undefined ? null : `log-prob ${number(logprob)} (${number(100 * Math.exp(logprob), 1)}%)`,
      reference === undefined ? null : `reference ${number(reference)}, difference ${signed(logprob - reference)}`,
      advantage === null || advantage === undefined ? null : `advantage ${signed(advantage)}`,
    ].filter(part => part);
    this.reading.replaceChildren(
      `Token ${i + 1} of ${tokens.total} `,
      element('code', {}, tokens.texts[i] === null ? '?' : visible(JSON.stringify(tokens.texts[i]))),
      ` id ${tokens.ids[i]}${parts.length ? `: ${parts.join('; ')}` : ''}`);
  }

  async drawHistory() {
    const { group, history } = this;
    const found = [];
    let from = 0;
    try {
      while (from !== undefined) {
        const part = await ask('history', { run: this.run, prompt: group.promptId, from });
        if (group !== this.group) {
          return;
        }
        found.push(...part.appearances);
        from = part.next;
      }
      history.replaceChildren(chart(found, this));
      history.scrollLeft = (history.querySelector('.here')?.getBBox().x ?? 0) - history.clientWidth / 2;
    } catch (error) {
      history.replaceChildren(element('p', { class: 'notice' }, error.message));
    }
  }
}

const REASONS = {
  'zero-std': 'All completions have the same reward.',
  'one-reward': 'Only one completion has a reward.',
  'no-reward': 'No completion has a reward.',
};

function facts(list) {
  const rows = list.filter(row => row).map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, String(value))));
  return rows.length ? element('dl', { class: 'facts' }, ...rows) : null;
}

function statistics(values) {
  return facts([
    ['mean', number(values.mean)],
    ['std', number(values.std)],
    ['variance', `${number(values.varianceBefore)} → ${number(values.varianceAfter)}`],
    ['range', `${number(values.rangeLower)} to ${number(values.rangeUpper)}`],
    ['at the upper end', `${number(100 * values.topShare, 0)}%`],
    ['tied', `${number(100 * values.tieShare, 0)}%`],
  ]);
}

/** A token's text: line breaks are marked, and what has no text is a number. */
function shown(text, id) {
  if (text === null) {
    return [`#${id}`];
  }
  if (text === '') {
    return [element('span', { class: 'mark', 'aria-hidden': 'true' }, '·')];
  }
  return visible(text).split('\n').flatMap((line, i) =>
    i === 0 ? [line] : [element('span', { class: 'mark', 'aria-hidden': 'true' }, '↵'), '\n', line]);
}

/** Rewards of each iteration that has the prompt: a dot for each completion, a line for the mean. */
function chart(found, view) {
  const groups = found.filter(each => each.rewards.some(reward => reward !== null));
  if (found.length === 0) {
    return element('p', { class: 'muted' }, 'No iteration of this run has this prompt.');
  }
  const width = 34;
  const height = 110;
  const all = groups.flatMap(each => each.rewards.filter(reward => reward !== null));
  const low = Math.min(0, ...all);
  const span = (Math.max(1e-12, ...all) - low) || 1;
  const y = value => 8 + (height - 34) * (1 - (value - low) / span);
  const mean = each => {
    const rewards = each.rewards.filter(reward => reward !== null);
    return rewards.length ? rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length : null;
  };
  const points = found.map((each, i) => [20 + i * width, mean(each), each]);
  const line = points.filter(([, value]) => value !== null).map(([x, value]) => `${x},${y(value)}`).join(' ');
  return drawn('svg', { width: 40 + (found.length - 1) * width, height, role: 'group', 'aria-label': `The prompt in ${found.length} iterations` },
    drawn('line', { class: 'axis', x1: 0, x2: 40 + (found.length - 1) * width, y1: y(low), y2: y(low) }),
    drawn('polyline', { class: 'mean', points: line }),
    ...points.map(([x, value, each]) => {
      const here = each.iteration === view.iteration && each.group === view.number;
      const open = event => {
        event.preventDefault();
        view.navigate({ run: view.run, iteration: each.iteration, group: each.group, sample: 0 });
      };
      return drawn('a', { href: '#', class: here ? 'here' : null, 'aria-label': `Iteration ${each.iteration}: mean reward ${number(value)}`, 'aria-current': here ? 'true' : null, on: { click: open } },
        drawn('rect', { class: 'stop', x: x - width / 2, y: 0, width, height, rx: 6 }),
        ...each.rewards.filter(reward => reward !== null).map(reward => drawn('circle', { class: 'dot', cx: x, cy: y(reward), r: 3 })),
        value === null ? null : drawn('circle', { class: 'point', cx: x, cy: y(value), r: 4 }),
        drawn('text', { x, y: height - 6, 'text-anchor': 'middle' }, each.iteration));
    }));
}
