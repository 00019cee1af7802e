// Faults planted in outreach of our own: what is let go, waited for, looked up, and ended by an answer.

import type { Mutant } from './mutant.ts';

export const sendingMutants: readonly Mutant[] = [
  {
    name: 'unknown-sent-again-at-once',
    says: 'an unclear message goes again after a single look into Sent',
    file: 'src/flows/resolve-message.ts',
    find: 'const looksMax = 3;',
    replace: 'const looksMax = 1;',
    caughtBy: 25,
  },
  {
    name: 'last-look-ignored',
    says: 'what the last look before DATA says is not listened to',
    file: 'src/flows/send-message.ts',
    find: 'return isOk;',
    replace: 'return isOk || deadlineAt > new Date(0);',
    caughtBy: 95,
  },
  {
    name: 'on-the-wire-taken-for-unsent',
    says: 'what a dead process had on the wire is sent again by its successor',
    file: 'src/flows/resolve-message.ts',
    find: 'const wasOut = held.dataAt !== null;',
    replace: 'const wasOut = held.dataAt === undefined;',
    caughtBy: 15,
  },
  {
    name: 'no-look-after-a-restore',
    says: 'after a backup was put back nobody looks into Sent',
    file: 'src/flows/look-before-send.ts',
    find: 'if (until === null || until <= now) return true;',
    replace: 'if (until !== undefined) return true;',
    caughtBy: 50,
  },
  {
    name: 'pause-acknowledged-early',
    says: 'a pause is acknowledged while a message of it is on the wire',
    file: 'src/flows/wait-for-in-flight.ts',
    find: 'if (open.length === 0 ||',
    replace: 'if (open.length >= 0 ||',
    caughtBy: 987,
  },
  {
    name: 'unsubscribe-forgotten',
    says: 'a one-click unsubscribe is answered and nothing stops',
    file: 'src/flows/unsubscribe.ts',
    find: "if (message === undefined) return 'unknown';",
    replace:
      "if (message === undefined) return 'unknown';\n  if (message.token !== '') return 'done';",
    caughtBy: 12,
  },
  {
    name: 'answer-does-not-stop',
    says: 'a human answer is kept and the run goes on',
    file: 'src/flows/act-on-inbound.ts',
    find: "    case 'human':\n      return await actOnHuman(trx, deps, known);",
    replace:
      "    case 'human':\n      return known.inboundId === '' ? await actOnHuman(trx, deps, known) : [];",
    caughtBy: 8,
  },
  {
    name: 'sent-mail-not-on-the-timeline',
    says: 'a message that was found in Sent is no touch of its person',
    file: 'src/flows/after-sent.ts',
    find: 'await noteTouch(trx, deps, { sent, run });',
    replace: 'if (message.lookCount === 0) await noteTouch(trx, deps, { sent, run });',
    caughtBy: 15,
  },
  {
    name: 'no-gap',
    says: 'a mailbox sends one message right after the other',
    file: 'src/flows/submit-message.ts',
    find: 'nextFreeAt: new Date(now.getTime() + gapMs(gap, deps.chance.next())),',
    replace: 'nextFreeAt: new Date(now.getTime() + 0 * gapMs(gap, deps.chance.next())),',
    caughtBy: 2,
  },
  {
    name: 'hold-not-asked',
    says: 'a hold does not keep a message back',
    file: 'src/flows/submit-message.ts',
    find: ': judgePerson(facts.personFacts);\n  if (!isByHand)',
    replace:
      ": judgePerson(facts.personFacts).filter((each) => each.guard === 'switch');\n  if (!isByHand)",
    caughtBy: 236,
  },
];
