// Applying to a posting, as a job site does. The reply names the application only.
import { createOpportunity } from '../acts/create-opportunity.ts';
import { keepFile } from '../acts/files.ts';
import {
  isEmail,
  optionalChoice,
  optionalObject,
  optionalObjects,
  optionalString,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { choice, flag, one } from '../wire/query.ts';
import { badRequest } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import type { Origin, Posting, Upload } from '../world/rows.ts';
import { postingIn } from './postings-read.ts';
import { bodyOf } from './shared.ts';

const PERSONAL = [
  ['fullName', 'Full name', true],
  ['email', 'Email', true],
  ['currentCompany', 'Current company', false],
  ['currentLocation', 'Current location', false],
  ['phone', 'Phone', false],
  ['resume', 'Resume', false],
  ['additionalInformation', 'Additional information', false],
] as const;
const URLS = ['LinkedIn', 'GitHub', 'Portfolio', 'Other'];

export const applyRoutes: Route[] = [
  {
    method: 'GET',
    path: '/postings/:posting/apply',
    noun: 'apply',
    access: 'read',
    run: (call) => {
      choice(call.query, 'distribution', ['internal', 'external']);
      one(call.query, 'location');
      const posting = openPosting(call);
      const places =
        posting.categories.allLocations.length > 1
          ? [['preferredPostingLocation', 'Preferred location', true] as const]
          : [];
      return data({
        id: posting.id,
        text: posting.text,
        customQuestions: posting.customQuestions,
        personalInformation: [...PERSONAL, ...places].map(([name, text, required]) => ({
          name,
          text,
          type: name === 'resume' ? 'file-upload' : 'text',
          required,
        })),
        urls: URLS.map((name) => ({ name, required: false })),
        consentDisclosures: [],
      });
    },
  },
  { method: 'POST', path: '/postings/:posting/apply', noun: 'apply', access: 'write', run: apply },
];

function openPosting(call: Call): Posting {
  const posting = postingIn(call);
  if (posting.state !== 'published' && posting.state !== 'internal') {
    throw badRequest('Only published and internal postings take applications');
  }
  return posting;
}

function apply(call: Call) {
  flag(call.query, 'send_confirmation_email');
  const posting = openPosting(call);
  const body = bodyOf(call);
  const answers = personalAnswers(body);
  const name = answers.get('fullName');
  const email = answers.get('email');
  if (!name) throw badRequest('Missing required parameter: fullName');
  if (!email) throw badRequest('Missing required parameter: email');
  if (!isEmail(email)) throw badRequest('Email address is not valid');
  const links = (optionalObjects(body, 'urls') ?? []).map((each) => requiredString(each, 'value'));
  const customQuestions = customAnswers(call, posting, body);
  const resume = uploadOf(call, answers.get('resume'));
  const responses = optionalObject(body, 'eeoResponses');
  const phone = answers.get('phone');
  const phones = phone ? [{ type: 'other', value: phone }] : [];
  const actor = { user: null, api: true };
  const { row } = createOpportunity(
    call.account,
    {
      name,
      headline: answers.get('currentCompany') ?? '',
      location: answers.get('currentLocation') ?? '',
      emails: [email],
      phones,
      links,
      contact: null,
      stage: 'applicant-new',
      tags: [],
      sources: [optionalString(body, 'source') ?? 'Job site'],
      origin: originOf(call, body, email),
      sourcedBy: null,
      owner: posting.owner,
      followers: [],
      posting,
      createdAt: null,
      archived: null,
      opportunityLocation: answers.get('preferredPostingLocation') ?? null,
      application: {
        type: 'posting',
        name,
        email,
        phone: phones[0] ?? null,
        company: answers.get('currentCompany') ?? null,
        links,
        comments: answers.get('additionalInformation') ?? null,
        customQuestions,
        ipAddress: optionalString(body, 'ipAddress') ?? null,
      },
    },
    actor,
  );
  if (resume) {
    const { filename, type, content } = resume;
    const file = { field: 'resume', filename, type, content };
    keepFile(call.account, { row, file, kind: 'resume', actor });
  }
  if (responses) {
    const about = { name, email, opportunityId: row.id, posting: posting.id };
    const id = call.account.ids.uuid();
    call.account.world.extras.eeo.push({ id, createdAt: call.now, responses, ...about });
  }
  return data({ applicationId: row.application }, 201);
}

function personalAnswers(body: Body): Map<string, string> {
  const answers = new Map<string, string>();
  for (const each of optionalObjects(body, 'personalInformation') ?? []) {
    const value = optionalString(each, 'value');
    if (value !== undefined) answers.set(requiredString(each, 'name'), value);
  }
  return answers;
}

/** Recorded: an address on the company's own domain made the application internal. */
function originOf(call: Call, body: Body, email: string): Origin {
  const sent = optionalChoice(body, 'origin', ['applied', 'internal']);
  if (sent) return sent;
  const domain = email.slice(email.indexOf('@')).toLowerCase();
  for (const user of call.account.world.users.values()) {
    if (user.email.toLowerCase().endsWith(domain)) return 'internal';
  }
  return 'applied';
}

/** Answers are positional: the order of the form's fields, not their ids, says what is meant. */
function customAnswers(call: Call, posting: Posting, body: Body): unknown[] {
  const sent = optionalObjects(body, 'customQuestions') ?? [];
  for (const each of sent) {
    const id = requiredString(each, 'id');
    if (!posting.customQuestions.some((form) => form['id'] === id)) {
      throw badRequest(`customQuestions ${id} was not found`);
    }
  }
  return posting.customQuestions.map((form) => {
    const answer = sent.find((each) => each['id'] === form['id']);
    const values = (answer ? optionalObjects(answer, 'fields') : undefined) ?? [];
    const fields = form['fields'] as Body[];
    if (values.length > fields.length) throw badRequest('customQuestions has too many fields');
    return {
      type: 'posting',
      text: form['text'],
      user: null,
      description: form['description'] ?? '',
      fields: fields.map((field, at) => {
        const value = values[at]?.['value'] ?? null;
        if (field['required'] === true && (value === null || value === '')) {
          throw badRequest(`${String(field['text'])} is required`);
        }
        return { ...field, value };
      }),
      baseTemplateId: form['baseTemplateId'] ?? form['id'],
      stage: null,
      createdAt: call.now,
      completedAt: call.now,
    };
  });
}

function uploadOf(call: Call, uri: string | undefined): Upload | null {
  if (uri === undefined) return null;
  const upload = call.account.world.uploads.get(uri.slice(uri.lastIndexOf('/') + 1));
  if (!upload || upload.expiresAt < call.now) throw badRequest('resume: the upload was not found');
  return upload;
}
