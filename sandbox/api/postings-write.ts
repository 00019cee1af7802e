// Creating and changing postings. A change is a POST, partial, and has a recorded trap.
import { renamePosting } from '../acts/postings.ts';
import { userInBody } from '../acts/lookups.ts';
import {
  nullableString,
  optionalChoice,
  optionalObject,
  optionalString,
  optionalStrings,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { badRequest } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import type { Posting } from '../world/rows.ts';
import { postingIn, presentPosting } from './postings-read.ts';
import { actorOf, bodyOf } from './shared.ts';

const WRITABLE_STATES = [
  'published',
  'internal',
  'closed',
  'draft',
  'pending',
  'rejected',
] as const;
const WORKPLACES = ['unspecified', 'onsite', 'remote', 'hybrid'] as const;
const CATEGORIES = ['commitment', 'department', 'level', 'location', 'team'] as const;

export const postingWrites: Route[] = [
  {
    method: 'POST',
    path: '/postings',
    noun: 'postings',
    access: 'write',
    run: (call) => {
      const actor = actorOf(call, 'required');
      const body = bodyOf(call);
      if (body['confidentiality'] === 'confidential') {
        throw badRequest('A confidential posting cannot be created by API');
      }
      const posting: Posting = {
        ...blankPosting(call, { text: requiredString(body, 'text'), user: actor.user ?? '' }),
        ...changesIn(call, body, undefined),
      };
      call.account.world.postings.set(posting.id, posting);
      return data(presentPosting(call, posting, new Set()), 201);
    },
  },
  {
    method: 'POST',
    path: '/postings/:posting',
    noun: 'postings',
    access: 'write',
    run: (call) => {
      actorOf(call, 'required');
      const body = bodyOf(call);
      const posting = postingIn(call);
      if ('confidentiality' in body) throw badRequest('confidentiality cannot be changed');
      const text = optionalString(body, 'text');
      const changes = changesIn(call, body, posting);
      if (text === '') throw badRequest('text must not be empty');
      if (text !== undefined) renamePosting(call.account, { posting: posting.id, text });
      Object.assign(posting, changes, { updatedAt: call.now });
      // Recorded: an unlisted posting whose title alone was sent came back as a draft without locations.
      if (posting.state === 'internal' && changes.state === undefined) {
        posting.state = 'draft';
        posting.categories = { ...posting.categories, allLocations: [] };
      }
      return data(presentPosting(call, posting, new Set()));
    },
  },
];

function blankPosting(call: Call, { text, user }: { text: string; user: string }): Posting {
  return {
    id: call.account.ids.uuid(),
    text,
    state: 'draft',
    distributionChannels: null,
    user,
    owner: user,
    hiringManager: null,
    categories: {
      commitment: '',
      department: '',
      level: '',
      location: '',
      team: '',
      allLocations: [],
    },
    tags: [],
    content: { description: '', descriptionHtml: '', lists: [], closing: '', closingHtml: '' },
    country: null,
    followers: [],
    reqCode: null,
    requisitionCodes: [],
    confidential: false,
    createdAt: call.now,
    updatedAt: call.now,
    workplaceType: 'unspecified',
    extra: {},
    customQuestions: [],
    deletedAt: null,
  };
}

function changesIn(call: Call, body: Body, before: Posting | undefined): Partial<Posting> {
  const changes: Partial<Posting> = {};
  const state = optionalChoice(body, 'state', WRITABLE_STATES);
  if (state) {
    changes.state = state;
    changes.distributionChannels =
      state === 'published'
        ? (optionalStrings(body, 'distributionChannels') ?? ['public', 'internal'])
        : null;
  }
  const owner = optionalString(body, 'owner');
  if (owner !== undefined) changes.owner = userInBody(call.account, owner, 'owner').id;
  const manager = nullableString(body, 'hiringManager');
  if (manager !== undefined) {
    changes.hiringManager =
      manager === null ? null : userInBody(call.account, manager, 'hiringManager').id;
  }
  for (const name of ['tags', 'requisitionCodes'] as const) {
    const list = optionalStrings(body, name);
    if (list) changes[name] = list;
  }
  const workplace = optionalChoice(body, 'workplaceType', WORKPLACES);
  if (workplace) {
    if (workplace === 'unspecified' && before && before.workplaceType !== 'unspecified') {
      throw badRequest('workplaceType cannot go back to unspecified');
    }
    changes.workplaceType = workplace;
  }
  const categories = categoriesIn(body, before);
  if (categories) changes.categories = categories;
  const content = contentIn(body, before);
  if (content) changes.content = content;
  return changes;
}

function categoriesIn(body: Body, before: Posting | undefined) {
  const sent = optionalObject(body, 'categories');
  if (!sent) return undefined;
  const blank = { commitment: '', department: '', level: '', location: '', team: '' };
  const categories = { allLocations: [], ...blank, ...before?.categories };
  for (const name of CATEGORIES) categories[name] = optionalString(sent, name) ?? categories[name];
  const all = optionalStrings(sent, 'allLocations');
  const { location } = categories;
  categories.allLocations = all ?? (location === '' ? [] : [location]);
  if (categories.team !== '' && categories.department === '') {
    throw badRequest(`team ${categories.team} is not a valid subset of department`);
  }
  return categories;
}

function contentIn(body: Body, before: Posting | undefined) {
  const sent = optionalObject(body, 'content');
  if (!sent) return undefined;
  const blank = { description: '', descriptionHtml: '', lists: [], closing: '', closingHtml: '' };
  const content = { ...blank, ...before?.content };
  const description = optionalString(sent, 'description');
  if (description !== undefined) {
    content.description = description;
    content.descriptionHtml = `<div>${description}</div>`;
  }
  const closing = optionalString(sent, 'closing');
  if (closing !== undefined) {
    content.closing = closing;
    content.closingHtml = `<div>${closing}</div>`;
  }
  return content;
}
