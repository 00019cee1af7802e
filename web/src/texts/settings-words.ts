export const outcomeStatuses = {
  lead: 'Lead',
  contacted: 'Contacted',
  responded: 'Responded',
  applicant: 'Applicant',
  in_process: 'In process',
  offer: 'Offer',
  hired: 'Hired',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
};

export const touchWords = {
  enrolled: 'Enrolled in a sequence',
  sent: 'Message sent',
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Link clicked',
  replied: 'Replied',
  bounced: 'Bounced',
  unsubscribed: 'Unsubscribed',
  connected: 'Connected on LinkedIn',
  task_done: 'Task done',
  finished: 'Sequence finished',
};

export const treatmentWords = {
  digest: 'A line in the note, at once',
  digest_later: 'A line, with the next one',
  own_note: 'A note of its own',
  off: 'Not written',
};

export const effectWords = { continue: 'Goes on', pause: 'Paused', stop: 'Stopped' };

export const matchKeyWords = {
  external_id: 'Id at the source',
  email: 'Email',
  profile_url: 'Profile link',
  phone: 'Phone',
  name_employer_place: 'Name, employer and city together',
};

export const strengthWords = {
  always: 'Settles it alone',
  scored: 'Counts as evidence',
  never: 'Is not looked at',
};

export const guardWords: Record<string, string> = {
  accountsAgainstPhone:
    'Two different LinkedIn or GitHub accounts never join on a phone number alone',
  birthYears: 'Two verified years of birth that differ never join',
  namesAlone: 'A name alone never joins: a key, employer or city must agree',
  namesAgainstOneKey: 'One shared key alone never joins names of which a part differs',
  namesAgainstPhone: 'A phone number alone never joins clearly different names',
  suffixes: 'Jr and Sr, II and III never join',
};
