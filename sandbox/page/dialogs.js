// Questions that stand in the way until they are answered.
import { element, labelled } from './elements.js';

/** Asks before something that cannot be undone; true when the answer is yes. */
export function confirmed(question, yes) {
  return new Promise((resolve) => {
    const dialog = element('dialog', { 'aria-labelledby': 'question' });
    const form = element(
      'form',
      { method: 'dialog' },
      element('h2', { id: 'question' }, question),
      element(
        'div',
        { class: 'buttons' },
        element('button', { value: 'no', autofocus: '' }, 'Cancel'),
        element('button', { value: 'yes', class: 'danger' }, yes),
      ),
    );
    open(dialog, form, () => resolve(dialog.returnValue === 'yes'));
  });
}

/** Edits a person; true once `send` took the changed fields, false when given up. */
export function editPerson(person, send) {
  return new Promise((resolve) => {
    let isSaved = false;
    const dialog = element('dialog', { 'aria-labelledby': 'edit-title' });
    const wrong = element('p', { role: 'alert', class: 'wrong' });
    const field = (name, value) => element('input', { name, value, autocomplete: 'off' });
    const lines = (name, values) => {
      const made = element('textarea', { name, rows: String(Math.max(2, values.length)) });
      made.value = values.join('\n');
      return made;
    };
    const save = async (event) => {
      event.preventDefault();
      try {
        const changed = changedFields(person, form.elements);
        if (Object.keys(changed).length > 0) await send(changed);
        isSaved = true;
        dialog.close();
      } catch (error) {
        wrong.textContent = error.message;
      }
    };
    const form = element(
      'form',
      { onsubmit: (event) => void save(event) },
      element('h2', { id: 'edit-title' }, 'Edit contact'),
      labelled('Name', field('name', person.name)),
      labelled('Headline', field('headline', person.headline)),
      labelled('Location', field('location', person.location)),
      labelled('E-mail addresses, one per line', lines('emails', person.emails)),
      labelled(
        'Phone numbers, one per line',
        lines(
          'phones',
          person.phones.map((phone) => phone.value),
        ),
      ),
      labelled('Links, one per line', lines('links', person.links)),
      wrong,
      element(
        'div',
        { class: 'buttons' },
        element('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
        element('button', { class: 'main' }, 'Save'),
      ),
    );
    open(dialog, form, () => resolve(isSaved));
  });
}

/** What differs from the person; phones keep the type they had. */
function changedFields(person, fields) {
  const lines = (name) =>
    fields[name].value
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const emails = lines('emails');
  fields.emails.removeAttribute('aria-invalid');
  const bad = emails.find((email) => !/^[^\s@,]+@[^\s@,]+$/.test(email));
  if (bad) {
    fields.emails.setAttribute('aria-invalid', 'true');
    fields.emails.focus();
    throw new Error(`${bad} is not an e-mail address.`);
  }
  const typeOf = (value) => person.phones.find((phone) => phone.value === value)?.type ?? 'mobile';
  const next = {
    name: fields.name.value.trim(),
    headline: fields.headline.value.trim(),
    location: fields.location.value.trim(),
    emails,
    phones: lines('phones').map((value) => ({ type: typeOf(value), value })),
    links: lines('links'),
  };
  const differs = ([name, value]) => JSON.stringify(value) !== JSON.stringify(person[name]);
  return Object.fromEntries(Object.entries(next).filter(differs));
}

/** Shows a dialog; the browser gives focus back to where it came from. */
function open(dialog, form, closed) {
  dialog.append(form);
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
}
