// The people's side of the sandbox: a list of candidates, one candidate's story, and the acts of a recruiter.

const byId = (id) => document.getElementById(id);
const facts = { stages: [], reasons: [] };
let chosen = location.pathname.startsWith('/candidates/') ? location.pathname.split('/')[2] : null;

async function ask(name, input = {}) {
  const reply = await fetch(`/${name}`, { method: 'POST', body: JSON.stringify(input) });
  const value = await reply.json();
  if (!reply.ok) throw new Error(value.error);
  return value;
}

/** Makes an element; text is always set as text, never as markup. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

async function guarded(work) {
  try {
    byId('problem').hidden = true;
    await work();
  } catch (error) {
    byId('problem').textContent = error.message;
    byId('problem').hidden = false;
  }
}

function when(ms) {
  return new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

function stageName(id) {
  return facts.stages.find((stage) => stage.id === id)?.text ?? id;
}

async function showList() {
  const totals = await ask('totals');
  byId('totals').textContent =
    `${totals.opportunities} candidacies · ${totals.contacts} people · ${totals.notes} notes`;
  const rows = await ask('candidates', {
    search: byId('search').value,
    stage: byId('stage-filter').value,
  });
  byId('list').replaceChildren(
    ...rows.map((row) =>
      element(
        'li',
        {},
        element(
          'button',
          {
            'aria-current': String(row.id === chosen),
            onclick: () => guarded(() => choose(row.id)),
          },
          row.name || 'Anonymous',
          element(
            'small',
            {},
            [row.posting, stageName(row.stage), row.isArchived ? 'archived' : null]
              .filter(Boolean)
              .join(' · '),
          ),
        ),
      ),
    ),
  );
}

async function choose(id) {
  chosen = id;
  history.replaceState(null, '', `/candidates/${id}`);
  await Promise.all([showCandidate(), showList()]);
}

/** Runs an act and shows what came of it. */
function act(name, input) {
  return guarded(async () => {
    await ask(name, input);
    await Promise.all([showCandidate(), showList()]);
  });
}

async function showCandidate() {
  const row = await ask('opportunity', { id: chosen });
  if (!row.id) {
    byId('candidate').replaceChildren(element('p', { class: 'quiet' }, 'This candidate is gone.'));
    return;
  }
  const timeline = await ask('timeline', { opportunity: row.id });
  const person = row.person ?? { name: '', headline: '', emails: [], phones: [], links: [] };
  byId('candidate').replaceChildren(
    element('h1', {}, person.name || 'Anonymous'),
    element('span', { class: 'quiet' }, person.headline),
    factList(row, person),
    element(
      'div',
      { class: 'row' },
      ...row.tags.map((tag) => element('span', { class: 'tag' }, tag)),
    ),
    stageControls(row),
    otherControls(row, person),
    noteBox(row),
    element('ol', {}, ...timeline.map((entry) => timelineItem(row, entry))),
  );
}

function factList(row, person) {
  const pairs = [
    ['Stage', stageName(row.stage) + (row.archived ? ' (archived)' : '')],
    ['E-mail', person.emails.join(', ')],
    ['Phone', person.phones.map((phone) => `${phone.value} (${phone.type})`).join(', ')],
    ['Place', person.location],
    ['Links', person.links.join(' ')],
    ['Sources', row.sources.join(', ')],
  ].filter(([, value]) => value);
  return element(
    'dl',
    { class: 'facts' },
    ...pairs.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

function options(items, selected) {
  return items.map((item) => {
    const option = element('option', { value: item.id }, item.text);
    option.selected = item.id === selected;
    return option;
  });
}

function stageControls(row) {
  const stages = element(
    'select',
    { 'aria-label': 'Move to stage' },
    ...options(facts.stages, row.stage),
  );
  const reasons = element(
    'select',
    { 'aria-label': 'Archive reason' },
    ...options(facts.reasons, row.archived?.reason),
  );
  const move = () => act('moveStage', { opportunity: row.id, stage: stages.value });
  const archive = () => act('archive', { opportunity: row.id, reason: reasons.value });
  return element(
    'div',
    {},
    element('div', { class: 'row' }, stages, element('button', { onclick: move }, 'Move')),
    element(
      'div',
      { class: 'row' },
      reasons,
      element('button', { onclick: archive }, 'Archive'),
      row.archived
        ? element(
            'button',
            { onclick: () => act('unarchive', { opportunity: row.id }) },
            'Unarchive',
          )
        : null,
    ),
  );
}

function otherControls(row, person) {
  const sure = (question, name, input) => () => confirm(question) && act(name, input);
  return element(
    'div',
    { class: 'row' },
    element('button', { onclick: () => editDialog(person) }, 'Edit person'),
    element(
      'button',
      { onclick: sure('Anonymise this candidacy?', 'anonymise', { opportunity: row.id }) },
      'Anonymise',
    ),
    element(
      'button',
      { onclick: sure('Delete this candidacy?', 'deleteOpportunity', { opportunity: row.id }) },
      'Delete',
    ),
  );
}

function noteBox(row) {
  const text = element('input', { placeholder: 'Write a note', 'aria-label': 'Note' });
  const submit = (event) => {
    event.preventDefault();
    if (text.value.trim()) void act('addNote', { opportunity: row.id, value: text.value });
  };
  return element(
    'form',
    { class: 'row', onsubmit: submit },
    text,
    element('button', {}, 'Add note'),
  );
}

function timelineItem(row, entry) {
  const reply = () => {
    const value = prompt('Reply');
    if (value) void act('comment', { opportunity: row.id, note: entry.note, value });
  };
  return element(
    'li',
    { 'data-kind': entry.kind },
    element('span', { class: 'quiet' }, [when(entry.at), entry.by].filter(Boolean).join(' · ')),
    element('p', {}, entry.text),
    entry.kind === 'note' ? element('button', { onclick: reply }, 'Reply') : null,
    entry.kind === 'note'
      ? element(
          'button',
          { onclick: () => act('deleteNote', { opportunity: row.id, note: entry.note }) },
          'Delete note',
        )
      : null,
  );
}

function editDialog(person) {
  const field = (name, value) =>
    element('input', { name, value, 'aria-label': name, placeholder: name });
  const dialog = element('dialog', {});
  const save = () =>
    act('editContact', {
      contact: person.id,
      ...Object.fromEntries(
        ['name', 'headline', 'location'].map((name) => [name, form.elements[name].value]),
      ),
      emails: form.elements.emails.value.split(/[\s,]+/).filter(Boolean),
      phones: form.elements.phones.value
        .split(',')
        .map((value) => ({ type: 'mobile', value: value.trim() }))
        .filter((phone) => phone.value),
    });
  const form = element(
    'form',
    { method: 'dialog', onsubmit: () => void save() },
    field('name', person.name),
    field('headline', person.headline),
    field('location', person.location),
    field('emails', person.emails.join(', ')),
    field('phones', person.phones.map((phone) => phone.value).join(', ')),
    element(
      'div',
      { class: 'row' },
      element('button', {}, 'Save'),
      element('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
    ),
  );
  dialog.append(form);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

await guarded(async () => {
  facts.stages = await ask('stages');
  facts.reasons = await ask('archiveReasons');
  byId('stage-filter').append(
    element('option', { value: '' }, 'All stages'),
    ...options(facts.stages),
  );
  byId('search').addEventListener('input', () => void guarded(showList));
  byId('stage-filter').addEventListener('change', () => void guarded(showList));
  byId('find').addEventListener('submit', (event) => event.preventDefault());
  await showList();
  if (chosen) await showCandidate();
  setInterval(() => guarded(showList), 3_000);
});
