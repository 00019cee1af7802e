// Interviews and the panels that hold them.
import { candidateIds } from '../account.ts';
import { push } from '../acts/files.ts';
import {
  optionalNumber,
  optionalObjects,
  optionalString,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { pageOf } from '../wire/page.ts';
import { badRequest, forbidden, notFound } from '../wire/refusal.ts';
import { data, NOTHING, type Call, type Route } from '../wire/route.ts';
import type { Extra } from '../world/extras.ts';
import type { Opportunity, WebhookEvent } from '../world/rows.ts';
import { stageOrId } from './notes.ts';
import { userOrId } from './present-opportunity.ts';
import { actorOf, bodyOf, expansions, opportunityIn, opportunityToChange } from './shared.ts';

const PANELS = '/opportunities/:opportunity/panels';
const INTERVIEWS = '/opportunities/:opportunity/interviews';
const PANEL_EXPANDS = ['user', 'stage'];
const INTERVIEW_EXPANDS = ['user', 'stage', 'feedbackForms', 'postings'];
const REMINDERS = ['once', 'daily', 'frequently', 'none'];

export const interviewRoutes: Route[] = [
  panel('GET', PANELS, (call) => {
    const expanded = expansions(call, PANEL_EXPANDS);
    return pageOf(call.query, panelsOf(call), {
      order: { key: (each) => [Number(each['createdAt']), each.id], directions: [-1, 1] },
      present: (each) => presentPanel(call, each, expanded),
    });
  }),
  panel('GET', `${PANELS}/:panel`, (call) =>
    data(presentPanel(call, panelIn(call), expansions(call, PANEL_EXPANDS))),
  ),
  panel('POST', PANELS, (call) => {
    const actor = actorOf(call, 'required');
    const row = opportunityToChange(call);
    const values = panelValues(call, row);
    const id = call.account.ids.uuid();
    const made: Extra = {
      id,
      ...values.panel,
      applications: row.application && row.archived === null ? [row.application] : [],
      canceledAt: null,
      createdAt: call.now,
      externallyManaged: true,
      stage: row.stage,
      user: actor.user,
    };
    push(call.account.world.extras.panels, row.id, made);
    for (const each of values.interviews) addInterview(call, { row, panel: made, values: each });
    return data(presentPanel(call, made, new Set()), 201);
  }),
  panel('PUT', `${PANELS}/:panel`, (call) => {
    actorOf(call, 'required');
    const row = opportunityToChange(call);
    const values = panelValues(call, row);
    const before = managed(panelIn(call));
    Object.assign(before, values.panel);
    for (const gone of interviewsOf(call).filter((each) => each['panel'] === before.id)) {
      dropInterview(call, row, gone);
    }
    for (const each of values.interviews) addInterview(call, { row, panel: before, values: each });
    return data(presentPanel(call, before, new Set()));
  }),
  panel('DELETE', `${PANELS}/:panel`, (call) => {
    actorOf(call, 'required');
    const row = opportunityToChange(call);
    const gone = managed(panelIn(call));
    for (const each of interviewsOf(call).filter((one) => one['panel'] === gone.id)) {
      dropInterview(call, row, each);
    }
    dropPanel(call, row, gone.id);
    return NOTHING;
  }),
  interview('GET', INTERVIEWS, (call) => {
    const expanded = expansions(call, INTERVIEW_EXPANDS);
    return pageOf(call.query, interviewsOf(call), {
      order: { key: (each) => [Number(each['createdAt']), each.id], directions: [-1, 1] },
      present: (each) => presentInterview(call, each, expanded),
    });
  }),
  interview('GET', `${INTERVIEWS}/:interview`, (call) =>
    data(presentInterview(call, interviewIn(call), expansions(call, INTERVIEW_EXPANDS))),
  ),
  interview('POST', INTERVIEWS, (call) => {
    actorOf(call, 'required');
    const body = bodyOf(call);
    const row = opportunityToChange(call);
    const panelId = requiredString(body, 'panel');
    const found = panelsOf(call).find((each) => each.id === panelId);
    if (!found) throw badRequest(`panels ${panelId} was not found`);
    const values = interviewValues(call, body);
    const made = addInterview(call, { row, panel: managed(found), values });
    return data(presentInterview(call, made, new Set()), 201);
  }),
  interview('PUT', `${INTERVIEWS}/:interview`, (call) => {
    actorOf(call, 'required');
    const row = opportunityToChange(call);
    const values = interviewValues(call, bodyOf(call));
    const before = interviewIn(call);
    managed(panelOfInterview(call, before));
    Object.assign(before, values);
    tell(call, { row, interview: before, event: 'interviewUpdated' });
    return data(presentInterview(call, before, new Set()));
  }),
  interview('DELETE', `${INTERVIEWS}/:interview`, (call) => {
    actorOf(call, 'required');
    const row = opportunityToChange(call);
    const gone = interviewIn(call);
    managed(panelOfInterview(call, gone));
    dropInterview(call, row, gone);
    const left = interviewsOf(call).some((each) => each['panel'] === gone['panel']);
    if (!left) dropPanel(call, row, String(gone['panel']));
    return NOTHING;
  }),
];

function panel(method: Route['method'], path: string, run: Route['run']): Route {
  return { method, path, noun: 'panels', access: method === 'GET' ? 'read' : 'write', run };
}

function interview(method: Route['method'], path: string, run: Route['run']): Route {
  return { method, path, noun: 'interviews', access: method === 'GET' ? 'read' : 'write', run };
}

function panelsOf(call: Call): Extra[] {
  return call.account.world.extras.panels.get(opportunityIn(call).id) ?? [];
}

function interviewsOf(call: Call): Extra[] {
  return call.account.world.extras.interviews.get(opportunityIn(call).id) ?? [];
}

function panelIn(call: Call): Extra {
  const found = panelsOf(call).find((each) => each.id === call.param('panel'));
  if (!found) throw notFound('panels', call.param('panel'));
  return found;
}

function interviewIn(call: Call): Extra {
  const found = interviewsOf(call).find((each) => each.id === call.param('interview'));
  if (!found) throw notFound('interviews', call.param('interview'));
  return found;
}

function panelOfInterview(call: Call, row: Extra): Extra {
  const found = panelsOf(call).find((each) => each.id === row['panel']);
  if (!found) throw notFound('panels', String(row['panel']));
  return found;
}

/** Only panels made by API or another integration can be changed. */
function managed(row: Extra): Extra {
  if (row['externallyManaged'] !== true)
    throw forbidden('Only externally managed panels can be changed');
  return row;
}

function panelValues(call: Call, row: Opportunity) {
  const body = bodyOf(call);
  const interviews = optionalObjects(body, 'interviews') ?? [];
  if (interviews.length === 0) throw badRequest('A panel needs at least one interview');
  const values = interviews.map((each) => interviewValues(call, each));
  const starts = values.map((each) => each.date);
  const ends = values.map((each) => each.date + each.duration * 60_000);
  return {
    interviews: values,
    panel: {
      timezone: requiredString(body, 'timezone'),
      start: Math.min(...starts),
      end: Math.max(...ends),
      externalUrl: optionalString(body, 'externalUrl') ?? null,
      feedbackReminder: reminderOf(body),
      note: optionalString(body, 'note') ?? '',
      stage: row.stage,
    },
  };
}

function reminderOf(body: Body): string {
  const value = optionalString(body, 'feedbackReminder') ?? 'daily';
  if (!REMINDERS.includes(value))
    throw badRequest(`feedbackReminder must be one of ${REMINDERS.join(', ')}`);
  return value;
}

function interviewValues(call: Call, body: Body) {
  const date = optionalNumber(body, 'date');
  if (date === undefined) throw badRequest('Missing required parameter: date');
  const duration = optionalNumber(body, 'duration');
  if (duration === undefined || duration < 1)
    throw badRequest('duration must be at least one minute');
  const sent = optionalObjects(body, 'interviewers') ?? [];
  if (sent.length === 0) throw badRequest('An interview needs at least one interviewer');
  const feedbackTemplate = optionalString(body, 'feedbackTemplate') ?? 'no-feedback';
  const interviewers = sent.map((each) => {
    const user = call.account.world.users.get(requiredString(each, 'id'));
    if (!user) throw badRequest(`interviewers: users ${String(each['id'])} was not found`);
    return {
      id: user.id,
      email: user.email,
      name: user.name,
      feedbackTemplate: optionalString(each, 'feedbackTemplate') ?? feedbackTemplate,
    };
  });
  return {
    date,
    duration,
    feedbackReminder: reminderOf(body),
    feedbackTemplate,
    interviewers,
    location: optionalString(body, 'location') ?? '',
    note: optionalString(body, 'note') ?? '',
    subject: optionalString(body, 'subject') ?? '',
  };
}

function addInterview(
  call: Call,
  wish: { row: Opportunity; panel: Extra; values: ReturnType<typeof interviewValues> },
): Extra {
  const made: Extra = {
    id: call.account.ids.uuid(),
    ...wish.values,
    panel: wish.panel.id,
    timezone: wish.panel['timezone'],
    createdAt: call.now,
    feedbackForms: [],
    user: wish.panel['user'],
    stage: wish.row.stage,
    canceledAt: null,
    postings: wish.row.posting ? [wish.row.posting] : [],
    gcalEventUrl: null,
    opportunityId: wish.row.id,
  };
  push(call.account.world.extras.interviews, wish.row.id, made);
  tell(call, { row: wish.row, interview: made, event: 'interviewCreated' });
  return made;
}

function dropInterview(call: Call, row: Opportunity, gone: Extra): void {
  const { interviews } = call.account.world.extras;
  interviews.set(
    row.id,
    (interviews.get(row.id) ?? []).filter((each) => each !== gone),
  );
  tell(call, { row, interview: gone, event: 'interviewDeleted' });
}

function dropPanel(call: Call, row: Opportunity, id: string): void {
  const { panels } = call.account.world.extras;
  panels.set(
    row.id,
    (panels.get(row.id) ?? []).filter((each) => each.id !== id),
  );
}

const TIME_NAME: Partial<Record<WebhookEvent, string>> = {
  interviewCreated: 'createdAt',
  interviewUpdated: 'updatedAt',
  interviewDeleted: 'deletedAt',
};

function tell(
  call: Call,
  { row, interview: each, event }: { row: Opportunity; interview: Extra; event: WebhookEvent },
): void {
  const { opportunityId } = candidateIds(row);
  const data = { interviewId: each.id, panelId: each['panel'], opportunityId };
  const at = { [TIME_NAME[event] ?? 'createdAt']: call.now };
  call.account.emit({ event, data: { ...data, ...at }, origin: null, api: true });
}

function presentPanel(call: Call, row: Extra, expanded: ReadonlySet<string>) {
  const inside = interviewsOf(call).filter((each) => each['panel'] === row.id);
  return {
    id: row.id,
    applications: row['applications'],
    canceledAt: row['canceledAt'],
    createdAt: row['createdAt'],
    start: row['start'],
    end: row['end'],
    externallyManaged: row['externallyManaged'],
    externalUrl: row['externalUrl'],
    feedbackReminder: row['feedbackReminder'],
    interviews: inside.map((each) => ({
      id: each.id,
      date: each['date'],
      duration: each['duration'],
      feedbackReminder: each['feedbackReminder'],
      feedbackTemplate: each['feedbackTemplate'],
      interviewers: (each['interviewers'] as Body[]).map((one) => ({
        ...one,
        responseStatus: 'needsAction',
      })),
      location: each['location'],
      note: each['note'],
      subject: each['subject'],
    })),
    note: row['note'],
    stage: expanded.has('stage') ? stageOrId(call, row['stage'] as string) : row['stage'],
    timezone: row['timezone'],
    user: expanded.has('user') ? userOrId(call, row['user'] as string | null) : row['user'],
  };
}

function presentInterview(call: Call, row: Extra, expanded: ReadonlySet<string>) {
  const feedback = call.account.world.extras.feedback.get(String(row['opportunityId'])) ?? [];
  const forms = feedback.filter(
    (each) => each['interview'] === row.id && each['deletedAt'] === null,
  );
  const { postings } = call.account.world;
  return {
    ...row,
    feedbackForms: expanded.has('feedbackForms') ? forms : forms.map((each) => each.id),
    postings: (row['postings'] as string[]).map((id) => {
      const posting = expanded.has('postings') ? postings.get(id) : undefined;
      return posting ? { id, text: posting.text } : id;
    }),
    stage: expanded.has('stage') ? stageOrId(call, row['stage'] as string) : row['stage'],
    user: expanded.has('user') ? userOrId(call, row['user'] as string | null) : row['user'],
  };
}
