// The preflight: what was found out about the account, judged check by check, each with the exact thing to do.

import type { MappingDrift } from './drift.ts';

export const checkResults = ['pass', 'warn', 'fail'] as const;
export type CheckResult = (typeof checkResults)[number];

export interface PreflightCheck {
  name: string;
  result: CheckResult;
  because: string;
  /** What to do; empty where it passes. */
  fix: string;
}

/** `granted` also where Lever refused the harmless probe for any reason but the permission. */
export type Probe = 'granted' | 'refused' | 'unknown';

export interface PreflightFacts {
  connection: {
    state: string;
    hasHooks: boolean;
    mayReadConfidential: boolean;
    /** By OAuth, not by an API key. */
    isGranted: boolean;
  } | null;
  /** How the first call ended. */
  reach: 'answered' | 'unreachable' | 'unauthorized' | 'strange';
  reachDetail: string;
  /** By the permission's name in Lever's settings. */
  permissions: readonly { name: string; isNeeded: boolean; probe: Probe }[];
  performAs: { isKnown: boolean; isActive: boolean; role: string; email: string } | null;
  users: readonly { email: string; leverEmail: string | null; isActive: boolean }[];
  jobs: readonly { name: string; postingId: string; postingState: string | null }[];
  /** Stage ids that rules name and the account lacks. */
  unknownStages: readonly { id: string; usedBy: string }[];
  unknownReasons: readonly { id: string; usedBy: string }[];
  drifts: readonly MappingDrift[];
  hasFormMapping: boolean;
  /** What every candidate gets, and what the account has; null where that cannot be read. */
  sources: { wanted: readonly string[]; known: readonly string[] | null };
  tags: { wanted: readonly string[]; known: readonly string[] | null };
  hooks: { wanted: readonly string[]; there: readonly string[]; lastReceivedAtMs: number | null };
  /** Candidates we made on a posting while hooks were subscribed; each should have sent an event. */
  createdSinceHooksCount: number;
  /** Of these, made after the last event came. */
  createdSinceEventCount: number;
  rate: { callCount: number; refusedCount: number; ratePerSecond: number } | null;
  /** Lever's newest time of change minus our time; null where nothing is known. */
  skewMs: number | null;
  decided: { retention: boolean; matching: boolean };
  /** What the outreach of this installation says of its mailboxes; null where none runs here. */
  mail: PreflightCheck | null;
}

/** Lever's times are written some 40 ms after the fact; a minute apart is a wrong clock. */
const skewMsMax = 60_000;
const shownMax = 10;

/** Every check in a fixed order. Pure. */
export function judgePreflight(facts: PreflightFacts): PreflightCheck[] {
  if (facts.connection === null)
    return [
      check('connection', 'fail', {
        because: 'No Lever account is connected.',
        fix: 'Connect one with an API key made in Lever (Settings, Integrations and API).',
      }),
    ];
  const reach = judgeReach(facts);
  // Nothing else can be known before Lever answers with this key.
  if (reach.some((one) => one.result === 'fail')) return reach;
  return [
    ...reach,
    judgePermissions(facts),
    judgePerformAs(facts),
    judgeConfidential(facts),
    judgeUsers(facts),
    judgePostings(facts),
    judgeIds('stages', facts.unknownStages),
    judgeIds('archive reasons', facts.unknownReasons),
    judgeForms(facts),
    judgeLabels('sources', facts.sources),
    judgeLabels('tags', facts.tags),
    judgeHooks(facts),
    judgeRate(facts),
    judgeClock(facts),
    judgeDecision('retention', facts.decided.retention),
    judgeDecision('matching', facts.decided.matching),
    facts.mail ??
      check('mail', 'pass', {
        because: 'Not used: outreach runs in the sourcing tool, so no mailbox is needed here.',
      }),
  ];
}

/** The worst of the results. */
export function worstResult(checks: readonly PreflightCheck[]): CheckResult {
  if (checks.some((one) => one.result === 'fail')) return 'fail';
  return checks.some((one) => one.result === 'warn') ? 'warn' : 'pass';
}

function check(
  name: string,
  result: CheckResult,
  told: { because: string; fix?: string },
): PreflightCheck {
  return { name, result, because: told.because, fix: told.fix ?? '' };
}

function judgeReach({ reach, reachDetail, connection }: PreflightFacts): PreflightCheck[] {
  const isReached = reach !== 'unreachable' && reach !== 'strange';
  const reached = check('reachability', isReached ? 'pass' : 'fail', {
    because: isReached ? 'Lever answers.' : reachDetail,
    fix: isReached
      ? ''
      : 'Check the base address, the network and the proxy; then run the preflight again.',
  });
  if (!isReached) return [reached];
  return [reached, judgeCredential(reach === 'answered', connection?.isGranted === true)];
}

function judgeCredential(isAllowed: boolean, isGranted: boolean): PreflightCheck {
  if (isGranted)
    return check('OAuth grant', isAllowed ? 'pass' : 'fail', {
      because: isAllowed
        ? 'Lever accepts the grant; it is renewed by itself.'
        : 'Lever refuses the grant.',
      fix: isAllowed ? '' : 'Connect again with OAuth, as an admin of the Lever account.',
    });
  return check('API key', isAllowed ? 'pass' : 'fail', {
    because: isAllowed ? 'Lever accepts the key.' : 'Lever refuses the key.',
    fix: isAllowed ? '' : 'Make a new key in Lever and connect again; the old one stays as it is.',
  });
}

function judgePermissions({ permissions, connection }: PreflightFacts): PreflightCheck {
  const refused = permissions.filter((one) => one.probe === 'refused');
  const needed = refused.filter((one) => one.isNeeded);
  const unknown = permissions.filter((one) => one.probe === 'unknown');
  if (refused.length > 0) {
    const names = refused.map((one) => `"${one.name}"`).join(', ');
    return check('permissions', needed.length > 0 ? 'fail' : 'warn', {
      because: `${connection?.isGranted === true ? 'The grant' : 'The key'} lacks: ${names}.`,
      fix:
        connection?.isGranted === true
          ? 'Have Lever register the application with the scopes of docs/lever.md, and connect again with OAuth.'
          : 'A key cannot be changed: make a new one with these switched on, and connect again.',
    });
  }
  if (unknown.length > 0)
    return check('permissions', 'warn', {
      because: `Lever gave no clear answer for: ${unknown.map((one) => `"${one.name}"`).join(', ')}.`,
      fix: 'Run the preflight again in a minute.',
    });
  return check('permissions', 'pass', {
    because: `All ${permissions.length} permissions were tried and granted.`,
  });
}

function judgePerformAs({ performAs }: PreflightFacts): PreflightCheck {
  if (performAs === null || !performAs.isKnown)
    return check('integration user', 'fail', {
      because: 'The Lever user in whose name candidates are added does not exist.',
      fix: 'Connect again with the address of an active Lever user.',
    });
  if (!performAs.isActive)
    return check('integration user', 'fail', {
      because: `The Lever user ${performAs.email} is deactivated.`,
      fix: 'Reactivate it in Lever, or connect again with another user.',
    });
  return check('integration user', 'pass', {
    because: `${performAs.email} is active, as ${performAs.role}.`,
  });
}

function judgeConfidential({ connection }: PreflightFacts): PreflightCheck {
  if (connection?.mayReadConfidential === true)
    return check('confidential data', 'pass', { because: 'Confidential candidates are seen.' });
  return check('confidential data', 'warn', {
    because:
      'Confidential candidates are not seen, so people in confidential processes look new to us.',
    fix: 'Where the account has any, make a key with "allow access to confidential data" (by OAuth: ask for it) and connect again.',
  });
}

function judgeUsers({ users }: PreflightFacts): PreflightCheck {
  const missing = users.filter((user) => user.leverEmail === null);
  const inactive = users.filter((user) => user.leverEmail !== null && !user.isActive);
  const otherCase = users.filter(
    (user) => user.leverEmail !== null && user.leverEmail !== user.email && user.isActive,
  );
  if (missing.length + inactive.length > 0)
    return check('users', 'warn', {
      because: [
        listed(
          'not in Lever',
          missing.map((user) => user.email),
        ),
        listed(
          'deactivated in Lever',
          inactive.map((user) => user.email),
        ),
      ]
        .filter((text) => text !== '')
        .join(' '),
      fix: 'Invite or reactivate them in Lever with the same address; until then the integration user stands in for them.',
    });
  if (otherCase.length > 0)
    return check('users', 'warn', {
      because: listed(
        'written differently in Lever',
        otherCase.map((user) => user.email),
      ),
      fix: 'Write the address in the same letters on both sides; some tools tell them apart by case.',
    });
  return check('users', 'pass', {
    because:
      users.length === 0
        ? 'No users are kept here, so the integration user stands in for all.'
        : `All ${users.length} users are active in Lever.`,
  });
}

function judgePostings({ jobs }: PreflightFacts): PreflightCheck {
  const shut = jobs.filter(
    (job) =>
      job.postingId !== '' && job.postingState !== 'published' && job.postingState !== 'internal',
  );
  if (shut.length === 0)
    return check('postings', 'pass', { because: 'Every job’s posting is open, or it has none.' });
  return check('postings', 'fail', {
    because: listed(
      'jobs whose posting takes no candidates',
      shut.map((job) => `${job.name} (${job.postingState ?? 'not found'})`),
    ),
    fix: 'Open the posting in Lever, or give the job another posting or none.',
  });
}

function judgeIds(
  name: string,
  unknown: readonly { id: string; usedBy: string }[],
): PreflightCheck {
  if (unknown.length === 0)
    return check(name, 'pass', { because: `Every one of the ${name} in the rules exists.` });
  return check(name, 'warn', {
    because: listed(
      'named in rules and not in the account',
      unknown.map((one) => `${one.id} (${one.usedBy})`),
    ),
    fix: 'Change the rules to ids that the account has; what is not named follows the rule for all others.',
  });
}

function judgeForms({ drifts, hasFormMapping }: PreflightFacts): PreflightCheck {
  if (!hasFormMapping)
    return check('form template', 'pass', { because: 'The mapping writes no profile form.' });
  if (drifts.length === 0)
    return check('form template', 'pass', { because: 'The profile forms are as mapped.' });
  return check('form template', 'fail', {
    because: drifts.flatMap((drift) => drift.messages).join(' '),
    fix: 'Change the form in Lever or the mapping; then run the preflight again to release it.',
  });
}

/** Where an account locks its sources or tags, what is not in it already is refused. */
function judgeLabels(
  name: 'sources' | 'tags',
  { wanted, known }: PreflightFacts['sources'],
): PreflightCheck {
  if (known === null)
    return check(name, 'warn', {
      because: `The account’s ${name} could not be read.`,
      fix: `Give the key the permission to read ${name}.`,
    });
  const there = new Set(known.map((text) => text.toLowerCase()));
  const missing = wanted.filter((text) => !there.has(text.toLowerCase()));
  if (missing.length === 0)
    return check(name, 'pass', { because: `What every candidate gets is among the ${name}.` });
  return check(name, 'warn', {
    because: listed(`${name} that the account does not know`, missing),
    fix: `Where ${name} are locked in Lever (Settings, Company, Tags and sources) add them there first; otherwise the first candidate makes them.`,
  });
}

function judgeHooks(facts: PreflightFacts): PreflightCheck {
  const { hooks, connection } = facts;
  if (connection?.hasHooks !== true)
    return check('webhooks', 'warn', {
      because: 'Lever cannot reach this server, so changes are seen by the poll only.',
      fix: 'Set the public address of this server and connect again.',
    });
  const missing = hooks.wanted.filter((event) => !hooks.there.includes(event));
  if (missing.length > 0)
    return check('webhooks', 'warn', {
      because: listed('events not subscribed', missing),
      fix: 'Give the key the permission to write webhooks; the subscription is made within six hours, or by connecting again.',
    });
  if (hooks.lastReceivedAtMs === null && facts.createdSinceHooksCount > 0)
    return check('webhooks', 'warn', {
      because: 'Candidates were made, and no event ever arrived.',
      fix: 'A Super Admin must switch the event groups on in Lever (Settings, Integrations and API, Webhooks), and the address must be reachable over https without redirects.',
    });
  if (hooks.lastReceivedAtMs === null)
    return check('webhooks', 'warn', {
      because:
        'Subscribed; no event has arrived yet, and nothing has happened that would send one.',
      fix: 'Have a Super Admin switch the event groups on, then move a test candidate and run the preflight again.',
    });
  if (facts.createdSinceEventCount > 0)
    return check('webhooks', 'warn', {
      because: `${facts.createdSinceEventCount} candidates were made since the last event came.`,
      fix: 'Have a Super Admin look at the event groups and their failed deliveries in Lever (Settings, Integrations and API, Webhooks), and see that the address is reachable over https.',
    });
  return check('webhooks', 'pass', { because: 'Subscribed, and events arrive.' });
}

function judgeRate({ rate }: PreflightFacts): PreflightCheck {
  if (rate === null || rate.refusedCount === 0)
    return check('rate limit', 'pass', {
      because: `Lever never asked us to slow down; ${rate?.callCount ?? 0} calls so far.`,
    });
  return check('rate limit', 'warn', {
    because: `Lever refused ${rate.refusedCount} of ${rate.callCount} calls although we keep to ${rate.ratePerSecond} a second: somebody else uses this key.`,
    fix: 'Make a key of its own for this integration.',
  });
}

function judgeClock({ skewMs }: PreflightFacts): PreflightCheck {
  if (skewMs === null || skewMs <= skewMsMax)
    return check('clock', 'pass', { because: 'Our clock is not behind Lever’s.' });
  return check('clock', 'fail', {
    because: `Lever’s newest change lies ${Math.round(skewMs / 1000)} seconds in our future.`,
    fix: 'Set this server’s clock by a time server.',
  });
}

function judgeDecision(name: 'retention' | 'matching', isDecided: boolean): PreflightCheck {
  if (isDecided) return check(name, 'pass', { because: 'Decided by an admin.' });
  return check(name, 'warn', {
    because: `Nobody has decided the ${name} rules; the defaults hold.`,
    fix: `Look at them (GET /v1/rules/${name === 'matching' ? 'match' : name}) and save them with PUT, even unchanged.`,
  });
}

function listed(what: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const shown = items.slice(0, shownMax).join(', ');
  const more = items.length > shownMax ? ` and ${items.length - shownMax} more` : '';
  return `${items.length} ${what}: ${shown}${more}.`;
}
