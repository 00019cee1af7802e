// What the page knows of the account, and how it asks and reports.
import { byId } from './elements.js';

/** Lists that hardly change, who acts, and which candidate is open. */
export const account = { stages: [], reasons: [], users: [], by: undefined, chosen: null };

/** Runs a control call. */
export async function ask(name, input = {}) {
  let reply;
  try {
    reply = await fetch(`/${name}`, { method: 'POST', body: JSON.stringify(input) });
  } catch {
    throw new Error('The sandbox does not answer. Is it still running?');
  }
  const value = await reply.json();
  if (!reply.ok) throw new Error(value.error);
  return value;
}

export function stageName(id) {
  return account.stages.find((stage) => stage.id === id)?.text ?? id;
}

export function reasonName(id) {
  return account.reasons.find((reason) => reason.id === id)?.text ?? 'no reason';
}

/** Shows what went wrong until something works again. */
export function problem(text) {
  byId('problem').textContent = text;
}

/** Says what was done, also to those who do not see it. */
export function done(text) {
  byId('done').textContent = text;
  clearTimeout(done.timer);
  done.timer = setTimeout(() => (byId('done').textContent = ''), 6_000);
}

/** Runs work and reports its trouble; true when there was none. */
export async function guarded(work) {
  try {
    await work();
    problem('');
    return true;
  } catch (error) {
    problem(error.message);
    return false;
  }
}
