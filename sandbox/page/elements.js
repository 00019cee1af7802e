// Making and exchanging elements. Text is always set as text, never as markup.

export const byId = (id) => document.getElementById(id);

/** Makes an element; names that start with `on` are listeners, null children are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Options of a select. */
export function options(items, selected) {
  return items.map((item) => {
    const option = element('option', { value: item.id }, item.text);
    option.selected = item.id === selected;
    return option;
  });
}

/** A field below its visible label. */
export function labelled(text, field) {
  return element('label', { class: 'labelled' }, element('span', {}, text), field);
}

document.addEventListener('input', ({ target }) => {
  target.dataset.dirty = 'yes';
});

/** Puts children in place of what is there; focus and what was typed stay where the keys are the same. */
export function swap(container, ...children) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.closest('[data-key]')?.dataset.key;
  const typed = [...container.querySelectorAll('[data-dirty][data-key]')];
  const opened = [...container.querySelectorAll('details[open] > [data-key]')];
  const caret = active && 'selectionStart' in active ? active.selectionStart : null;
  container.replaceChildren(...children);
  const find = (wanted) => container.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
  for (const old of typed) {
    const field = find(old.dataset.key);
    if (!field) continue;
    field.value = old.value;
    field.dataset.dirty = 'yes';
  }
  for (const { dataset } of opened) find(dataset.key)?.parentElement.setAttribute('open', '');
  if (!active) return;
  const next = (key && find(key)) || container.querySelector('[data-home]');
  next?.focus({ preventScroll: true });
  if (caret !== null && next && 'setSelectionRange' in next) next.setSelectionRange(caret, caret);
}

/** A point in time, readable and exact. */
export function moment(ms) {
  const text = new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return element('time', { datetime: new Date(ms).toISOString() }, text);
}
