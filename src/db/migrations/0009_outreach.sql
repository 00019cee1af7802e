-- Outreach that Fulcrum sends itself: sequences, mailboxes, messages with their rolling limits, and who must not be written to.

-- One row per workspace: the switch that stops everything, and the key of everything that must be recognised
-- without being readable (addresses after erasure, message names).
create table outreach_settings (
  workspace_id uuid primary key references workspaces,
  epoch bigint not null default 1,
  stopped_at timestamptz,
  stopped_because text,
  -- Null: no limit of its own.
  day_cap integer check (day_cap > 0),
  user_day_cap integer check (user_day_cap > 0),
  sealed_hash_key bytea not null,
  changed_at timestamptz not null,
  check ((stopped_at is null) = (stopped_because is null))
);

create table sequences (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  owner_email text not null,
  state text not null check (state in ('draft', 'active', 'paused', 'archived')),
  -- The version that is sent; null until the first is published.
  version integer,
  epoch bigint not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name),
  check (state = 'draft' or version is not null)
);

-- Never changed once written; a draft is the newest version above the published one.
create table sequence_versions (
  workspace_id uuid not null references workspaces,
  sequence_id uuid not null,
  version integer not null check (version > 0),
  body jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  published_at timestamptz,
  primary key (workspace_id, sequence_id, version),
  foreign key (workspace_id, sequence_id) references sequences
);

create table mailboxes (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  owner_email text not null,
  address text not null,
  sender_name text not null,
  provider text not null check (provider in ('google', 'google_relay', 'gmail', 'microsoft', 'other')),
  smtp jsonb not null,
  imap jsonb,
  auth text not null check (auth in ('password', 'xoauth2')),
  sign_in_as text not null,
  sealed_credential bytea not null,
  -- XOAUTH2: the refresh token is the credential; the access token lives an hour.
  sealed_access_token bytea,
  access_token_until timestamptz,
  dkim jsonb,
  sealed_dkim_key bytea,
  -- The server puts a copy of what it takes over into Sent by itself.
  files_sent boolean not null,
  state text not null check (state in ('on', 'paused', 'unauthorized', 'off')),
  because text,
  epoch bigint not null default 1,
  zone text not null,
  new_day_cap integer not null check (new_day_cap > 0),
  follow_up_day_cap integer not null check (follow_up_day_cap > 0),
  hour_cap integer check (hour_cap > 0),
  ramp_start integer not null check (ramp_start > 0),
  ramp_step integer not null check (ramp_step >= 0),
  -- Days on which it sent; a long pause takes half of them back.
  ramp_days integer not null default 0,
  ramp_day_on date,
  ramp_frozen_because text,
  gap_min_seconds integer not null check (gap_min_seconds > 0),
  gap_max_seconds integer not null,
  -- No send before this: the gap after the last one.
  next_free_at timestamptz not null,
  last_sent_at timestamptz,
  -- The provider's limit, or a breaker: nothing is tried before this.
  closed_until timestamptz,
  closed_because text,
  signature text not null default '',
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, address),
  check (gap_max_seconds >= gap_min_seconds),
  check ((state = 'on') = (because is null)),
  check ((closed_until is null) = (closed_because is null)),
  check ((sealed_access_token is null) = (access_token_until is null))
);
create index mailboxes_by_owner on mailboxes (workspace_id, owner_email);

-- Who may send from a mailbox that is not theirs.
create table mailbox_grants (
  workspace_id uuid not null references workspaces,
  mailbox_id uuid not null,
  user_email text not null,
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (workspace_id, mailbox_id, user_email),
  foreign key (workspace_id, mailbox_id) references mailboxes
);

-- Numbers that text messages go out from. Without a registered campaign nothing goes to the US.
create table sms_numbers (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  number text not null,
  base_url text not null,
  account_id text not null,
  sealed_secret bytea not null,
  campaign_id text,
  day_cap integer not null check (day_cap > 0),
  state text not null check (state in ('on', 'paused', 'off')),
  because text,
  epoch bigint not null default 1,
  next_free_at timestamptz not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  check ((state = 'on') = (because is null))
);

-- Enrollments of sources keep one row per sequence; ours have one row per run, and one run at a time (I9).
alter table enrollments drop constraint enrollments_workspace_id_person_id_source_sequence_key;
alter table enrollments
  add column is_ours boolean not null default false,
  add column first_person_id uuid,
  add column sequence_id uuid,
  add column mailbox_id uuid,
  add column enrolled_by text,
  -- Index of the step that comes next, in the version that is sent.
  add column position integer not null default 0,
  -- When the next step is to be made; null while a message is open, held, waiting or over.
  add column next_at timestamptz,
  -- Of a paused one: how much of the delay was left.
  add column remaining_ms bigint,
  add column approval text not null default 'none' check (approval in ('none', 'waiting', 'given')),
  add column approved_by text,
  add column zone text,
  add column zone_because text,
  add column country text,
  add column override_because text,
  add foreign key (workspace_id, sequence_id) references sequences,
  add foreign key (workspace_id, mailbox_id) references mailboxes,
  add check (is_ours = (sequence_id is not null)),
  add check (not is_ours or (first_person_id is not null and enrolled_by is not null)),
  add check (next_at is null or (is_ours and state = 'active'));
create unique index enrollments_of_sources on enrollments (workspace_id, person_id, source, sequence)
  where not is_ours;
create unique index enrollments_one_running on enrollments (workspace_id, person_id)
  where is_ours and state in ('active', 'paused');
create index enrollments_due on enrollments (next_at) where next_at is not null;
create index enrollments_by_sequence on enrollments (workspace_id, sequence_id, state) where is_ours;
create index enrollments_by_mailbox on enrollments (workspace_id, mailbox_id) where is_ours;

-- One message per step of a run; also replies written by hand (no enrollment).
create table messages (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  enrollment_id uuid,
  person_id uuid not null,
  -- Whom the sealed parts are sealed for; a merge does not change it.
  first_person_id uuid not null,
  sequence_id uuid,
  sequence_version integer,
  step_id text,
  position integer,
  variant text,
  channel text not null check (channel in ('email', 'sms', 'linkedin', 'call')),
  kind text not null check (kind in ('new', 'follow_up', 'reply')),
  state text not null check (state in ('planned', 'prepared', 'submitting', 'sent', 'refused_permanent',
    'refused_transient', 'unknown', 'cancelled', 'blocked')),
  because text,
  mailbox_id uuid,
  sms_number_id uuid,
  -- Keyed hash of the address it goes to.
  address_hash bytea,
  -- Sealed for the person: address, subject, the frozen bytes.
  sealed bytea,
  content_hash bytea,
  message_id text,
  server_message_id text,
  -- Unguessable: our own header, the unsubscribe address, a mailto tag.
  token text not null,
  in_reply_to text,
  thread_references text[] not null default '{}',
  projected_at timestamptz,
  -- When to look at it next; null while it waits for a person, a resume, or nothing.
  due_at timestamptz,
  planned_at timestamptz not null,
  prepared_at timestamptz,
  submitting_at timestamptz,
  -- Set right before the first byte of content may go out.
  data_at timestamptz,
  deadline_at timestamptz,
  settled_at timestamptz,
  sent_at timestamptz,
  -- Who may settle it, and under which epochs it may be submitted.
  fence bigint,
  enrollment_epoch bigint,
  sequence_epoch bigint,
  mailbox_epoch bigint,
  workspace_epoch bigint,
  attempts integer not null default 0,
  look_count integer not null default 0,
  looked_at timestamptz,
  has_been_resent boolean not null default false,
  outcome jsonb,
  -- Guards with values, quota figures, versions: no personal values.
  explanation jsonb,
  primary key (workspace_id, id),
  unique (workspace_id, enrollment_id, step_id),
  unique (workspace_id, token),
  foreign key (workspace_id, enrollment_id) references enrollments,
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, mailbox_id) references mailboxes,
  foreign key (workspace_id, sms_number_id) references sms_numbers,
  check (state not in ('prepared', 'submitting', 'refused_transient') or content_hash is not null),
  check (state <> 'submitting' or (fence is not null and deadline_at is not null)),
  check ((state = 'sent') = (sent_at is not null)),
  check ((enrollment_id is null) = (step_id is null))
);
create index messages_by_person on messages (workspace_id, person_id, planned_at);
create index messages_by_message_id on messages (workspace_id, message_id) where message_id is not null;
create index messages_by_server_id on messages (workspace_id, server_message_id) where server_message_id is not null;
create index messages_by_address on messages (workspace_id, address_hash, sent_at) where address_hash is not null;
create index messages_in_flight on messages (workspace_id, submitting_at) where state = 'submitting';
create index messages_by_mailbox on messages (workspace_id, mailbox_id, sent_at) where sent_at is not null;
create index messages_open on messages (workspace_id, mailbox_id, due_at)
  where due_at is not null and mailbox_id is not null;
create index messages_by_state on messages (workspace_id, state, planned_at);

-- One row per submission: the counters of the rolling windows, written in the transaction that begins it.
create table sends (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  message_id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  kind text not null check (kind in ('new', 'follow_up', 'reply')),
  mailbox_id uuid,
  sms_number_id uuid,
  owner_email text not null,
  -- Keyed hashes of the recipient's organisational domain and employer.
  domain_key bytea,
  employer_key bytea,
  at timestamptz not null,
  primary key (workspace_id, id)
);
create index sends_by_mailbox on sends (workspace_id, mailbox_id, at) where mailbox_id is not null;
create index sends_by_number on sends (workspace_id, sms_number_id, at) where sms_number_id is not null;
create index sends_by_owner on sends (workspace_id, owner_email, at);
create index sends_by_domain on sends (workspace_id, domain_key, at) where domain_key is not null;
create index sends_by_employer on sends (workspace_id, employer_key, at) where employer_key is not null and kind = 'new';
create index sends_newest on sends (workspace_id, at);
create index sends_by_message on sends (workspace_id, message_id);

-- A recipient's domain that told us to slow down; also the row that sends to one domain wait for each other on.
create table send_domains (
  workspace_id uuid not null references workspaces,
  domain_key bytea not null,
  closed_until timestamptz,
  trip_count integer not null default 0,
  changed_at timestamptz not null,
  primary key (workspace_id, domain_key)
);

-- Bounces and policy blocks that came back to a mailbox: what ramp and breaker look at.
create table mailbox_troubles (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  mailbox_id uuid not null,
  message_id uuid,
  kind text not null check (kind in ('bounce', 'policy', 'complaint', 'provider_limit', 'auth')),
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailboxes
);
create index mailbox_troubles_by_mailbox on mailbox_troubles (workspace_id, mailbox_id, at);

-- Who must not be written to. The keyed hash survives erasure; nothing readable is kept.
create table suppressions (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null check (kind in ('person', 'address', 'phone', 'domain', 'profile_url', 'employer')),
  key_hash bytea not null,
  -- '' is every channel.
  channel text not null default '' check (channel in ('', 'email', 'sms', 'linkedin', 'call')),
  -- Null is every sequence.
  sequence_id uuid,
  person_id uuid,
  first_person_id uuid,
  cause text not null check (cause in ('one_click', 'mailto', 'page', 'reply', 'sms_stop', 'manual', 'lever', 'source',
    'complaint', 'bounce', 'invalid', 'no_poach', 'client', 'objection', 'erasure', 'import')),
  because text not null,
  message_id uuid,
  placed_by text not null,
  placed_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text,
  lifted_because text,
  primary key (workspace_id, id),
  check ((lifted_at is null) = (lifted_by is null))
);
create unique index suppressions_in_force on suppressions
  (workspace_id, kind, key_hash, channel, coalesce(sequence_id, '00000000-0000-0000-0000-000000000000'), cause)
  where lifted_at is null;
create index suppressions_by_person on suppressions (workspace_id, person_id) where person_id is not null;
create index suppressions_newest on suppressions (workspace_id, placed_at desc, id);

-- Consent given and taken back, one row per event, never changed.
create table consents (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  first_person_id uuid not null,
  channel text not null check (channel in ('email', 'sms', 'linkedin', 'call')),
  kind text not null check (kind in ('given', 'revoked')),
  basis text not null check (basis in ('express', 'implied', 'published', 'existing_relation')),
  address_hash bytea,
  -- Sealed for the person: the text shown, where, how it was recorded.
  sealed_evidence bytea,
  given_at timestamptz not null,
  expires_at timestamptz,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references persons
);
create index consents_by_person on consents (workspace_id, person_id, channel, given_at);

-- The notice of Art. 14 GDPR, as it was given.
create table notice_deliveries (
  workspace_id uuid not null references workspaces,
  person_id uuid not null,
  first_person_id uuid not null,
  message_id uuid not null,
  notice_version integer not null,
  given_at timestamptz not null,
  primary key (workspace_id, message_id),
  foreign key (workspace_id, person_id) references persons
);
create index notice_deliveries_by_person on notice_deliveries (workspace_id, person_id);

-- What a person has to do: press send on LinkedIn, call, approve, fix.
create table tasks (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null check (kind in ('linkedin', 'call', 'email', 'approve', 'find_contact', 'fix_message', 'stale', 'check_send',
    'review_reply', 'mailbox')),
  person_id uuid,
  first_person_id uuid,
  enrollment_id uuid,
  message_id uuid,
  mailbox_id uuid,
  assignee text not null,
  because text not null,
  -- Sealed for the person: prepared text, link, number.
  sealed bytea,
  state text not null check (state in ('open', 'done', 'skipped', 'cancelled')),
  due_at timestamptz not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  finished_by text,
  primary key (workspace_id, id),
  foreign key (workspace_id, enrollment_id) references enrollments,
  foreign key (workspace_id, message_id) references messages,
  check ((state = 'open') = (finished_at is null))
);
create index tasks_open on tasks (workspace_id, assignee, due_at) where state = 'open';
create index tasks_by_person on tasks (workspace_id, person_id) where person_id is not null;
create index tasks_by_enrollment on tasks (workspace_id, enrollment_id) where enrollment_id is not null;
-- One open question of a kind per run and message.
create unique index tasks_one_open on tasks (workspace_id, enrollment_id, kind,
  coalesce(message_id, '00000000-0000-0000-0000-000000000000')) where state = 'open' and enrollment_id is not null;

-- What a verification said about an address, by keyed hash; also what it cost.
create table contact_verifications (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  address_hash bytea not null,
  verifier text not null,
  verdict text not null check (verdict in ('deliverable', 'undeliverable', 'catch_all', 'unknown')),
  method text not null,
  checks jsonb not null,
  cost_cents integer not null default 0,
  verified_at timestamptz not null,
  primary key (workspace_id, id)
);
create index contact_verifications_by_address on contact_verifications (workspace_id, address_hash, verified_at);
create index contact_verifications_by_time on contact_verifications (workspace_id, verified_at);

-- Of a person that runs a message: a merge has to find it.
create index enrollments_by_person_ours on enrollments (workspace_id, person_id) where is_ours;
