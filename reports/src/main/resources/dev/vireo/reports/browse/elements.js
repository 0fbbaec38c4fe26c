// Makes elements. Everything that comes from a run is untrusted: it becomes text here, never markup.

/** An element; of the attributes, `on` holds listeners and `vars` CSS variables. */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function drawn(tag, attributes = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      Object.entries(value).forEach(([event, listener]) => made.addEventListener(event, listener));
    } else if (name === 'vars') {
      Object.entries(value).forEach(([key, each]) => made.style.setProperty(`--${key}`, each));
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }
  fill(made, ...children);
  return made;
}

/** Puts children in the place of those that a node has; null is none. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined));
}

/** Characters that would not be seen, or would change how others are shown. */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text in which nothing hides. */
export function visible(text) {
  return text.replace(HIDDEN, character => {
    const code = character.codePointAt(0);
    return code < 0x20
      ? String.fromCodePoint(0x2400 + code)
      : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** A number with so many digits behind the point; a dash for none. */
export function number(value, digits = 3) {
  if (value === null || value === undefined) {
    return '–';
  }
  const rounded = Number(value.toFixed(digits));
  if (rounded === 0 && value !== 0) {
    return value.toExponential(1).replace('-', '−').replace('e−', 'e-').replace('e-', 'e−');
  }
  return rounded.toString().replace('-', '−');
}

/** A number with its sign. */
export function signed(value, digits = 3) {
  const text = number(value, digits);
  return value > 0 ? `+${text}` : text;
}

export function count(value) {
  return value.toLocaleString('en');
}

/** Asks the server; fails with what it says. */
export async function ask(question, parameters, signal) {
  const response = await fetch(`api/${question}?${new URLSearchParams(parameters)}`, { signal });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

export function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}
