// Which column means what: the alias table of the exports we know, and the columns that only look right.
import type { ColumnTarget, SheetColumn } from '../../ports/sheets.ts';

const aliases: Record<ColumnTarget, readonly string[]> = {
  eventId: ['eventid', 'sourceeventid', 'hitid', 'recordid', 'rowid'],
  externalId: [
    'externalid',
    'apollocontactid',
    'candidateid',
    'candidategreenhouseid',
    'personid',
    'profileid',
  ],
  fullName: ['fullname', 'name', 'candidatename', 'candidate', 'prospectname'],
  firstName: ['firstname', 'givenname', 'fname'],
  lastName: ['lastname', 'surname', 'familyname', 'lname'],
  headline: ['headline', 'professionalheadline'],
  title: ['title', 'jobtitle', 'currenttitle', 'position', 'currentposition', 'role'],
  employer: [
    'company',
    'companyname',
    'currentcompany',
    'organization',
    'organisation',
    'employer',
    'currentemployer',
    'organizationname',
  ],
  location: ['location', 'homecitytown', 'currentlocation'],
  city: ['city'],
  state: ['state', 'homestate', 'homestateprovince', 'region'],
  country: ['country'],
  email: [
    'email',
    'emailaddress',
    'primaryemail',
    'workemail',
    'personalemail',
    'homeemail',
    'candidateemail',
    'extraemails',
    'secondaryemail',
    'tertiaryemail',
    'emails',
    'emailswork',
    'emailspersonal',
    'otheremails',
  ],
  emailStatus: ['emailstatus', 'verificationstatus', 'emailverified', 'emailverificationstatus'],
  emailSource: ['emailsource', 'emailverificationsource'],
  emailVerifiedAt: ['emaillastverifiedat', 'verifiedat', 'lastverified', 'emailverifiedat'],
  emailCatchAll: ['emailcatchallstatus', 'catchall', 'catchallstatus'],
  emailBounced: ['emailbounced'],
  phone: [
    'phone',
    'phonenumber',
    'phones',
    'phonenumbers',
    'mobilephone',
    'mobile',
    'mobilenumber',
    'cellphone',
    'workdirectphone',
    'homephone',
    'otherphone',
  ],
  profileUrl: [
    'linkedinurl',
    'personlinkedinurl',
    'linkedin',
    'linkedinprofile',
    'linkedinprofileurl',
    'profileurl',
    'publicprofileurl',
    'linkedinlink',
    'githuburl',
    'github',
    'url',
  ],
  skills: ['skills', 'skill'],
  tags: ['tags', 'lists', 'keywords', 'labels'],
  score: ['score', 'matchscore', 'fitscore', 'rating'],
  workHistory: ['workhistory', 'experience', 'employmenthistory'],
  optOut: ['donotcall', 'unsubscribed', 'donotcontact', 'optedout', 'optout'],
  foundAt: [
    'foundat',
    'dateadded',
    'addedat',
    'addedtimestamp',
    'createdtime',
    'createddatetime',
    'connectedon',
    'asof',
  ],
  source: ['source', 'sourcename', 'sourcingtool'],
  sourcerEmail: ['sourceremail', 'useremail', 'addinguseremail', 'sourcedbyemail'],
  sourcerName: ['sourcer', 'sourcername', 'sourcedby', 'addedby', 'addingusername'],
  jobExternalId: ['jobid', 'requisitionid', 'projectid', 'jobexternalid'],
  jobName: ['job', 'jobname', 'projectname', 'activeproject', 'requisition'],
  custom: [
    'stage',
    'pipelinestage',
    'hiringstateid',
    'lastcontacted',
    'lastcontactdate',
    'seniority',
  ],
};

// These look like a person's but belong to the company or to another system's book-keeping.
const companyOwn =
  /^(company|corporate|account|hq|headquarters)(phone|email|linkedin|url|website|city|state|country|address|name4emails)|^companynameforemails$/;

const targetByAlias = new Map(
  Object.entries(aliases).flatMap(([target, names]) =>
    names.map((name) => [name, target as ColumnTarget] as const),
  ),
);

/** Proposes a target for every header; duplicate headers get their own position each. */
export function proposeColumns(headers: readonly string[]): SheetColumn[] {
  const names = namedApart(headers);
  const proposed = names.map((header, index) => ({
    header,
    target: targetOf(normalHeader(headers[index] ?? '')),
  }));
  return withoutRivals(proposed);
}

/** The header without case, blanks and punctuation. */
export function normalHeader(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

function targetOf(name: string): ColumnTarget | null {
  if (companyOwn.test(name)) return null;
  const direct = targetByAlias.get(name);
  if (direct !== undefined) return direct;
  // Numbered and ranked repeats: Email2, Phone Number3, Secondary Email Status, Primary Email Source.
  const base = name.replace(/^(primary|secondary|tertiary|first|second|third)(?=email|phone)/, '');
  return targetByAlias.get(base.replace(/\d{1,2}$/, '')) ?? null;
}

/** Empty and repeated headers get a name of their own, so that each column can be told apart. */
function namedApart(headers: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headers.map((given, index) => {
    const header = given.trim() === '' ? `Column ${index + 1}` : given.trim();
    const count = (seen.get(header) ?? 0) + 1;
    seen.set(header, count);
    return count === 1 ? header : `${header} (${count})`;
  });
}

const mayRepeat: ReadonlySet<ColumnTarget> = new Set<ColumnTarget>([
  'email',
  'emailStatus',
  'emailSource',
  'emailVerifiedAt',
  'emailCatchAll',
  'emailBounced',
  'phone',
  'profileUrl',
  'skills',
  'tags',
  'optOut',
  'custom',
]);

/** Only the first column may give a value that exists once; later ones are left out. */
function withoutRivals(columns: SheetColumn[]): SheetColumn[] {
  const taken = new Set<ColumnTarget>();
  return columns.map(({ header, target }) => {
    if (target === null || mayRepeat.has(target)) return { header, target };
    if (taken.has(target)) return { header, target: null };
    taken.add(target);
    return { header, target };
  });
}
