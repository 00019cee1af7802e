export const start = {
  title: 'Get started',
  intro: 'Leave at any time: every step is kept, and you go on where you were.',
  steps: {
    lever: 'Connect Lever',
    checks: 'Check the account',
    users: 'Users matched',
    jobs: 'Jobs and triggers',
    fields: 'Field mapping',
    rules: 'Rules',
    mail: 'Mailboxes',
    pilot: 'Pilot',
    on: 'Switch on',
  },
  isDone: 'done',
  isOpen: 'to do',
  isOptional: 'optional',
  usersHelp:
    'Whoever has the same email here and in Lever is known on both sides: candidates can be added in their name.',
  matched: (name: string) => `is ${name} in Lever`,
  notMatched: 'no active Lever user has this email',
  othersInLever: (count: string) => `${count} more active users in Lever have no account here.`,
  inviteThem: 'Invite colleagues',
  mailHelp:
    'Sequences go out from mailboxes of your own, with warm-up and caps. Connect one now, or later.',
  noMailbox: 'No mailbox is connected yet.',
  mailboxOn: 'Sends',
  mailboxOff: 'Does not send',
  toMailboxes: 'Connect and check mailboxes',
  pilotHelp:
    'A pilot lets Fulcrum work on some jobs or people only, and compares them with the weeks before. It can be widened or taken back as a whole.',
  noPilot: 'No pilot is planned: Fulcrum works on every job with a posting.',
  pilotUntil: (day: string) => `until ${day}`,
  startPilot: 'Plan a pilot',
  toPilots: 'Look at pilots',
  postingChoose: 'Find a posting by its name',
  postingClosed: 'closed in Lever',
  noPostings: 'No open posting was read from Lever yet; run the checks first.',
  postingHelpChoose: 'Candidates of this job are added to it. Empty: none.',
  editRules: 'Change',
  ownMapping: 'Write your own mapping',
  next: 'Next',
  back: 'Back',

  leverHelp:
    'Fulcrum reads and writes with a key that you make in Lever under Settings, Integrations and API, API credentials. It is kept sealed and never shown again.',
  account: 'Where the account is',
  accounts: {
    us: 'Lever, United States',
    eu: 'Lever, European Union',
    other: 'Another address (sandbox)',
  },
  address: 'Address',
  key: 'API key',
  performAs: 'In whose name',
  performAsHelp: 'The email of an active Lever user. Candidates and notes are added in this name.',
  connect: 'Connect',
  orOAuth: 'Connect with OAuth instead',
  isConnected: (host: string) => `Connected to ${host}.`,
  newKey: 'A new key replaces the one in use; nothing else changes.',
  connected: 'Lever is connected.',
  sandboxHelp: 'To play first, run “npm run sandbox” and connect to the address and key it prints.',

  checksHelp: 'Each check says why and, where something is wrong, exactly what to do.',

  jobsHelp:
    'A job’s people go to its Lever posting as soon as its trigger is met. Jobs appear with the first profiles of a source.',
  noJobs: 'No job is known yet. Send profiles or import a spreadsheet with a job column.',
  job: 'Job',
  posting: 'Lever posting',
  postingHelp: 'The id at the end of the posting’s address in Lever. Empty: no posting.',
  noPosting: 'none',
  trigger: 'Trigger',
  triggers: {
    never: 'Never by itself',
    contact_found: 'When a way to reach them is found',
    enrolled: 'When they are enrolled in a sequence',
    first_message: 'When the first message is sent',
    reply: 'When they reply',
    interested_reply: 'When they reply with interest',
    by_hand: 'Only by hand',
  },
  change: 'Change',
  changeJob: (name: string) => `Change ${name}`,
  look: 'Show what happens',
  due: (count: number) =>
    count === 0
      ? 'Nobody becomes due in Lever by this.'
      : count === 1
        ? '1 person becomes due in Lever at once.'
        : `${count} people become due in Lever at once.`,
  jobSaved: 'The job is changed.',

  fieldsHelp:
    'The mapping says which facts go where in Lever and who wins when both sides change. Try the suggested one on the people who are here; nothing is written by trying.',
  mappingDefault: 'In force: the mapping that ships with Fulcrum.',
  mappingVersion: (version: number) => `In force: version ${version}.`,
  tryMapping: 'Try the suggested mapping',
  tried: (people: string, calls: string) => `${people} people, ${calls} calls.`,
  useMapping: 'Use it',
  makeForm: 'Make the form in Lever',
  withoutForm: 'Try without the form',
  mappingHeld: 'It changes many records, so it waits to be confirmed under Sync, Runs.',
  mappingUsed: 'The mapping is in force.',
  nobody: 'Nobody is here yet to try it on; it can be used all the same.',

  rulesHelp:
    'These decide what nobody should decide by accident. Keep what ships with Fulcrum, or change it in the settings; either way it is on record who decided.',
  kinds: {
    pause: [
      'When outreach is held',
      'Which stages, archive reasons and touches hold or stop outreach.',
    ],
    match: [
      'Who is the same person',
      'How sure Fulcrum must be before it joins two people, and when it asks.',
    ],
    retention: [
      'How long data is kept',
      'When people who never went on are erased, and what consent is asked.',
    ],
  },
  ships: 'Ships with Fulcrum',
  decided: (version: number) => `Decided, version ${version}`,
  keep: 'Keep these',
  kept: 'Kept, with your name.',
  show: 'Show the rules',
  hide: 'Hide',

  onHelp:
    'From now on people go to Lever and changes in Lever hold outreach. It can be switched off at any time.',
  isOn: 'The sync is on.',
  switchOn: 'Switch the sync on',
  anyway: 'Switch on although a check fails',
  anywayHelp: 'Say why; it is kept in the audit log.',
  goOn: 'Go to home',
  firstLever: 'Connect Lever first.',
};
