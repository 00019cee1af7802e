// An audit entry in the words of OCSF 1.3, so that a security team's tools read it beside everything else.

export interface ExportedEntry {
  workspaceId: string;
  seq: number;
  at: string;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  personId: string | null;
  detail: unknown;
  hash: string;
}

const schemaVersion = '1.3.0';
const identityCategory = {
  category_uid: 3,
  category_name: 'Identity & Access Management',
} as const;

/** Classes of the category Identity & Access Management. */
const classes = {
  authentication: { class_uid: 3002, class_name: 'Authentication' },
  accountChange: { class_uid: 3001, class_name: 'Account Change' },
  entityManagement: { class_uid: 3004, class_name: 'Entity Management' },
} as const;

interface Activity {
  activity_id: number;
  activity_name: string;
}

const other = 99;
const severities = {
  informational: { severity_id: 1, severity: 'Informational' },
  low: { severity_id: 2, severity: 'Low' },
  high: { severity_id: 4, severity: 'High' },
} as const;

/** Nothing is lost: what OCSF has no place for stands under `unmapped`. */
export function toOcsf(entry: ExportedEntry): Record<string, unknown> {
  const [noun = '', verb = ''] = entry.action.split('.', 2);
  const { kind, activity } = placeOf(noun, verb);
  const hasFailed = /refused|failed|unauthorized|parked|blocked/u.test(verb);
  return {
    ...identityCategory,
    ...kind,
    ...activity,
    type_uid: kind.class_uid * 100 + activity.activity_id,
    type_name: `${kind.class_name}: ${activity.activity_name}`,
    time: Date.parse(entry.at),
    ...severityOf(entry.action, hasFailed),
    ...(hasFailed ? { status_id: 2, status: 'Failure' } : { status_id: 1, status: 'Success' }),
    message: entry.action,
    actor: actorOf(entry.actor),
    ...subjectOf(kind, entry),
    metadata: {
      version: schemaVersion,
      product: { name: 'Fulcrum', vendor_name: 'Fulcrum' },
      log_name: 'audit',
      uid: `${entry.workspaceId}:${entry.seq}`,
      sequence: entry.seq,
      tenant_uid: entry.workspaceId,
    },
    unmapped: {
      action: entry.action,
      personId: entry.personId,
      detail: entry.detail,
      hash: entry.hash,
    },
  };
}

type Kind = (typeof classes)[keyof typeof classes];

function placeOf(noun: string, verb: string): { kind: Kind; activity: Activity } {
  if (noun === 'session')
    return { kind: classes.authentication, activity: signInActivities[verb] ?? named(verb) };
  if (noun === 'user')
    return { kind: classes.accountChange, activity: accountActivities[verb] ?? named(verb) };
  return { kind: classes.entityManagement, activity: entityActivity(verb) };
}

const signInActivities: Readonly<Record<string, Activity>> = {
  opened: { activity_id: 1, activity_name: 'Logon' },
  refused: { activity_id: 1, activity_name: 'Logon' },
  ended: { activity_id: 2, activity_name: 'Logoff' },
};

const accountActivities: Readonly<Record<string, Activity>> = {
  added: { activity_id: 1, activity_name: 'Create' },
  password_changed: { activity_id: 3, activity_name: 'Password Change' },
  password_reset: { activity_id: 4, activity_name: 'Password Reset' },
  disabled: { activity_id: 5, activity_name: 'Disable' },
};

/** The verbs of our log by what they do to the thing. */
const entityVerbs: readonly [RegExp, Activity][] = [
  [
    /^(?:created|added|made|placed|received|started|connected|queued|uploaded|subscribed)$/u,
    { activity_id: 1, activity_name: 'Create' },
  ],
  [/^(?:seen|exported|read|explained)$/u, { activity_id: 2, activity_name: 'Read' }],
  [
    /^(?:removed|erased|revoked|ended|dismissed|cancelled|gone)$/u,
    { activity_id: 4, activity_name: 'Delete' },
  ],
  [
    /^(?:changed|updated|moved|merged|joined|switched|corrected|restored|resolved|lifted|published|edited)$/u,
    { activity_id: 3, activity_name: 'Update' },
  ],
];

function entityActivity(verb: string): Activity {
  return entityVerbs.find(([form]) => form.test(verb))?.[1] ?? named(verb);
}

function named(verb: string): Activity {
  return { activity_id: other, activity_name: verb };
}

function severityOf(action: string, hasFailed: boolean): Record<string, unknown> {
  if (action === 'access.refused' || action === 'session.refused') return severities.high;
  return hasFailed ? severities.low : severities.informational;
}

function actorOf(actor: string): Record<string, unknown> {
  const [kind = '', id] = actor.split(':', 2);
  if (kind === 'user') return { user: { uid: id, type_id: 1, type: 'User' } };
  if (kind === 'api-key')
    return { user: { uid: actor, type_id: 4, type: 'Service' }, app_name: 'API key' };
  return { user: { uid: actor, type_id: 3, type: 'System' } };
}

/** What the class wants to know of the one acted upon. */
function subjectOf(kind: Kind, entry: ExportedEntry): Record<string, unknown> {
  if (kind === classes.entityManagement)
    return { entity: { type: entry.subjectKind, uid: entry.subjectId } };
  if (kind === classes.authentication) {
    const uid = entry.actor.split(':', 2)[1] ?? entry.actor;
    return { user: { uid }, session: { uid: entry.subjectId } };
  }
  return { user: { uid: entry.subjectId } };
}
