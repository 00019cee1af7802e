// The rest of a generated account: feedback templates, requisitions, offers, questions, audit events.
import type { Random } from '../random.ts';
import type { Opportunity, User } from './rows.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 3_600_000;
const OFFERS_MAX = 500;
const SCORES = ['4 - Strong hire', '3 - Hire', '2 - No hire', '1 - Strong no hire'];

type Scene = { random: Random; now: number };

export function addExtras(world: World, scene: Scene): void {
  addFeedbackTemplates(world, scene);
  addRequisitions(world, scene);
  addQuestions(world, scene);
  addAuditEvents(world, scene);
  addOffers(world, scene);
}

function addFeedbackTemplates(world: World, { random, now }: Scene): void {
  const field = (type: string, text: string, extra: object = {}) => ({
    id: random.uuid(),
    type,
    text,
    description: '',
    required: false,
    ...extra,
  });
  const score = field('score-system', 'Overall', {
    prompt: 'Select a score',
    options: SCORES.map((text) => ({ text, optionId: random.uuid() })),
  });
  const born = { createdAt: now - 800 * DAY_MS, updatedAt: now - 800 * DAY_MS, byApi: false };
  const templates = world.extras.feedbackTemplates;
  templates.set('no-feedback', {
    id: 'no-feedback',
    text: 'No feedback form',
    instructions: '',
    group: null,
    fields: [],
    ...born,
  });
  const id = random.uuid();
  templates.set(id, {
    id,
    text: 'Phone interview',
    instructions: 'Please answer within a day.',
    group: null,
    fields: [score, field('textarea', 'What stood out?'), field('score', 'Communication')],
    ...born,
  });
}

function addRequisitions(world: World, { random, now }: Scene): void {
  const postings = [...world.postings.values()].slice(0, 200);
  for (const [at, posting] of postings.entries()) {
    if (at % 2 === 1) continue;
    const id = random.uuid();
    const requisitionCode = `REQ-${String(at + 1).padStart(4, '0')}`;
    posting.requisitionCodes = [requisitionCode];
    world.extras.requisitions.set(id, {
      id,
      requisitionCode,
      name: posting.text,
      status: posting.state === 'closed' ? 'closed' : 'open',
      confidentiality: posting.confidential ? 'confidential' : 'non-confidential',
      backfill: false,
      headcountTotal: 2,
      headcountHired: 0,
      headcountInfinite: false,
      creator: posting.user,
      owner: posting.owner,
      hiringManager: posting.hiringManager,
      employmentStatus: 'full-time',
      compensationBand: null,
      customFields: {},
      internalNotes: '',
      location: posting.categories.location,
      team: posting.categories.team,
      department: posting.categories.department,
      postings: [posting.id],
      offerIds: [],
      approval: null,
      timeToFillStartAt: null,
      timeToFillEndAt: null,
      createdAt: posting.createdAt,
      updatedAt: now - 20 * DAY_MS,
      closedAt: posting.state === 'closed' ? now - 20 * DAY_MS : null,
    });
  }
}

function addQuestions(world: World, { random }: Scene): void {
  for (const posting of [...world.postings.values()].slice(0, 20)) {
    const field = (type: string, text: string, required: boolean) => ({
      type,
      text,
      description: '',
      required,
      id: random.uuid(),
    });
    const id = random.uuid();
    posting.customQuestions = [
      {
        id,
        baseTemplateId: id,
        text: 'A few questions',
        description: '',
        fields: [
          field('text', 'Where did you hear of us?', false),
          field('textarea', 'What interests you?', false),
        ],
      },
    ];
  }
}

function addAuditEvents(world: World, { random }: Scene): void {
  const users = [...world.users.values()];
  const admin = users[0] as User;
  const { id, email, name, accessRole: role } = admin;
  for (const user of users) {
    world.extras.auditEvents.push({
      id: random.uuid(),
      createdAt: user.createdAt,
      type: 'user:added',
      user: { id, email, name, role },
      target: { id: user.id, type: 'user', label: user.name },
      meta: {},
    });
  }
}

function addOffers(world: World, { random }: Scene): void {
  let made = 0;
  for (const row of world.opportunities.values()) {
    if (row.stage !== 'offer' || made >= OFFERS_MAX) continue;
    made += 1;
    world.extras.offers.set(row.id, [offer(world, { row, random })]);
  }
}

function offer(world: World, { row, random }: { row: Opportunity; random: Random }) {
  const person = world.contacts.get(row.contact);
  const posting = row.posting ? world.postings.get(row.posting) : undefined;
  const status = random.pick(['draft', 'approved', 'sent', 'signed']);
  const isOut = status === 'sent' || status === 'signed';
  const id = random.uuid();
  const document = (kind: string) => ({
    fileName: `${kind}-offer.pdf`,
    uploadedAt: row.lastAdvancedAt,
    downloadUrl: `https://files.invalid/offers/${id}/${kind}`,
  });
  return {
    id,
    posting: row.posting,
    createdAt: row.lastAdvancedAt,
    status,
    creator: row.owner,
    fields: [
      { text: 'Job posting', identifier: 'job_posting', value: posting?.text ?? null },
      { text: 'Candidate name', identifier: 'candidate_name', value: person?.name ?? null },
      {
        text: 'Salary amount',
        identifier: 'salary_amount',
        value: 50_000 + random.int(80) * 1_000,
      },
      { text: 'Compensation currency', identifier: 'compensation_currency', value: 'EUR' },
    ],
    signatures: null,
    approvedAt: status === 'draft' ? null : row.lastAdvancedAt,
    sentAt: isOut ? row.lastAdvancedAt : null,
    sentDocument: isOut ? document('sent') : null,
    signedDocument: status === 'signed' ? document('signed') : null,
  };
}
