-- Every table starts its key with the workspace, so rows of two customers can never meet in one index entry
-- and the tables can later be distributed or partitioned by workspace without a rewrite.

create table workspaces (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  default_region text not null default 'US' check (default_region ~ '^[A-Z]{2}$'),
  default_trigger text not null default 'contact_found',
  created_at timestamptz not null
);

-- People of the customer: sourcers and recruiters. Matched to Lever users by email.
create table users (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  email text not null,
  name text not null,
  lever_user_id text,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, email)
);

create table api_keys (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  hint text not null,
  secret_hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (workspace_id, id)
);

-- Rules an admin changes at run time: data with history, never edited in place.
create table rule_versions (
  workspace_id uuid not null references workspaces,
  kind text not null,
  version integer not null check (version > 0),
  body jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (workspace_id, kind, version)
);

-- A requisition on the sourcing side. posting_id '' means: no Lever posting.
create table jobs (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  source text not null,
  external_id text not null,
  name text not null,
  posting_id text not null default '',
  trigger text not null check (trigger in
    ('never', 'contact_found', 'enrolled', 'first_message', 'reply', 'interested_reply', 'by_hand')),
  owner_email text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, source, external_id)
);

-- Profiles: one sourcing hit as received; rows are never updated.
create table profiles (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  source text not null,
  source_event_id text not null,
  content_hash bytea not null,
  job_id uuid,
  payload jsonb not null,
  import_id uuid,
  found_at timestamptz not null,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, source, source_event_id),
  foreign key (workspace_id, job_id) references jobs
);

-- Files that came with a profile (resumes), kept once per content.
create table files (
  workspace_id uuid not null references workspaces,
  content_hash bytea not null,
  name text not null,
  media_type text not null,
  content bytea not null,
  received_at timestamptz not null,
  primary key (workspace_id, content_hash)
);

-- One outreach event. person_id stays null until an identifier of the touch is known.
create table touches (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  source text not null,
  source_event_id text not null,
  content_hash bytea not null,
  person_id uuid,
  job_id uuid,
  channel text not null check (channel in ('email', 'linkedin', 'sms', 'call', 'other')),
  kind text not null check (kind in ('enrolled', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced',
    'unsubscribed', 'connected', 'task_done', 'finished')),
  sequence text not null default '',
  step integer,
  payload jsonb not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, source, source_event_id),
  foreign key (workspace_id, job_id) references jobs
);
create index touches_by_person on touches (workspace_id, person_id, occurred_at) where person_id is not null;

-- What was acknowledged and not yet worked on; a row goes away in the transaction that works on it.
-- No foreign key: the profile or touch, stored in the same statement, has it; intake is the hot path, so it is not checked twice.
create table pending_intake (
  workspace_id uuid not null,
  position bigint generated always as identity,
  kind text not null check (kind in ('profile', 'touch')),
  item_id uuid not null,
  attempts integer not null default 0,
  due_at timestamptz not null,
  parked_because text,
  primary key (workspace_id, position)
);
create index pending_intake_open on pending_intake (due_at, position) where parked_because is null;

-- Touches that nobody could be found for yet, by the identifiers they name.
create table unmatched_touches (
  workspace_id uuid not null references workspaces,
  kind text not null,
  value text not null,
  touch_id uuid not null,
  primary key (workspace_id, kind, value, touch_id),
  foreign key (workspace_id, touch_id) references touches
);

create table persons (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  -- Canonical values, a pure function of the member profiles and human overrides (core/people/canonical.ts).
  canonical jsonb not null,
  revision bigint not null default 1,
  merged_into uuid,
  is_erased boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, merged_into) references persons
);

create table match_decisions (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null check (kind in ('new', 'join', 'merge', 'review', 'undo', 'keep_apart')),
  profile_id uuid,
  person_id uuid not null,
  other_person_id uuid,
  score double precision,
  evidence jsonb not null,
  rule_version integer not null,
  actor text not null,
  decided_at timestamptz not null,
  primary key (workspace_id, id)
);
create index match_decisions_by_person on match_decisions (workspace_id, person_id);

-- Which person a profile belongs to now.
create table memberships (
  workspace_id uuid not null references workspaces,
  profile_id uuid not null,
  person_id uuid not null,
  decision_id uuid not null,
  since timestamptz not null,
  primary key (workspace_id, profile_id),
  foreign key (workspace_id, profile_id) references profiles,
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, decision_id) references match_decisions
);
create index memberships_by_person on memberships (workspace_id, person_id);

-- Normalised keys of a person, with the profile that gave each.
create table identifiers (
  workspace_id uuid not null references workspaces,
  kind text not null check (kind in ('email', 'phone', 'profile_url', 'external_id')),
  value text not null,
  person_id uuid not null,
  profile_id uuid not null,
  primary key (workspace_id, kind, value, person_id, profile_id),
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, profile_id) references profiles
);
create index identifiers_by_person on identifiers (workspace_id, person_id);

create table contact_points (
  workspace_id uuid not null references workspaces,
  person_id uuid not null,
  kind text not null check (kind in ('email', 'phone', 'profile_url')),
  value text not null,
  profile_id uuid not null,
  shown_as text not null,
  label text,
  status text not null check (status in ('verified', 'unverified', 'invalid')),
  source text not null,
  method text,
  verified_at timestamptz,
  seen_at timestamptz not null,
  primary key (workspace_id, person_id, kind, value, profile_id),
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, profile_id) references profiles
);

-- One person's run through one sequence as the source reports it.
create table enrollments (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  job_id uuid,
  source text not null,
  sequence text not null,
  state text not null check (state in ('active', 'paused', 'stopped', 'finished')),
  because text,
  -- Raised by every pause and stop; nothing decided under an older epoch may be sent.
  epoch bigint not null default 1,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, person_id, source, sequence),
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, job_id) references jobs
);

-- Why outreach to a person is held. Only a human lifts a hold.
create table holds (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  effect text not null check (effect in ('pause', 'stop')),
  cause text not null check (cause in ('status', 'opt_out', 'bounce', 'erasure', 'manual')),
  because text not null,
  record_id uuid,
  placed_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text,
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references persons,
  check ((lifted_at is null) = (lifted_by is null))
);
create index holds_in_force on holds (workspace_id, person_id) where lifted_at is null;

-- A person considered for a job.
create table candidacies (
  workspace_id uuid not null references workspaces,
  person_id uuid not null,
  job_id uuid not null,
  record_id uuid,
  first_profile_id uuid,
  triggered_at timestamptz,
  triggered_by text,
  created_at timestamptz not null,
  primary key (workspace_id, person_id, job_id),
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, job_id) references jobs,
  check ((triggered_at is null) = (triggered_by is null))
);
create index candidacies_by_job on candidacies (workspace_id, job_id);

-- The person's counterpart in Lever, one per posting ('' = none): the database holds invariant I2.
create table records (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  posting_id text not null default '',
  owner_email text,
  opportunity_id text,
  contact_id text,
  is_ours boolean not null default false,
  looked_up_at timestamptz,
  -- Lever's own words about it, from reads only, never from write replies.
  opportunity jsonb,
  opportunity_read_at timestamptz,
  contact jsonb,
  contact_read_at timestamptz,
  contact_written_at timestamptz,
  stage_id text,
  archive_reason_id text,
  status text,
  status_at timestamptz,
  remote_updated_at timestamptz,
  gone text check (gone in ('deleted', 'anonymized', 'merged')),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, person_id, posting_id),
  foreign key (workspace_id, person_id) references persons
);
create unique index records_by_opportunity on records (workspace_id, opportunity_id) where opportunity_id is not null;
create index records_by_contact on records (workspace_id, contact_id) where contact_id is not null;

alter table candidacies add foreign key (workspace_id, record_id) references records;

-- The merge base: per field the last value both sides agreed on. For set fields: the values that are ours.
create table base_values (
  workspace_id uuid not null references workspaces,
  record_id uuid not null,
  field text not null,
  value jsonb not null,
  agreed_at timestamptz not null,
  intent_id uuid,
  primary key (workspace_id, record_id, field),
  foreign key (workspace_id, record_id) references records
);

-- The rolling note of one sequence on one record. A lost note (deleted in Lever) is followed by the next position.
create table timeline_notes (
  workspace_id uuid not null references workspaces,
  record_id uuid not null,
  sequence text not null,
  position integer not null,
  note_id text not null,
  is_lost boolean not null default false,
  created_at timestamptz not null,
  primary key (workspace_id, record_id, sequence, position),
  foreign key (workspace_id, record_id) references records
);

-- Which touch is on which record's timeline, and by which intent.
create table timeline_lines (
  workspace_id uuid not null references workspaces,
  record_id uuid not null,
  touch_id uuid not null,
  intent_id uuid not null,
  written_at timestamptz not null,
  primary key (workspace_id, record_id, touch_id),
  foreign key (workspace_id, record_id) references records,
  foreign key (workspace_id, touch_id) references touches
);

-- The customer's Lever account as we reach it.
create table lever_connections (
  workspace_id uuid primary key references workspaces,
  base_url text not null,
  -- Hash of base address and credential: what the rate limit is keyed by.
  credential_key text not null,
  sealed_credential bytea not null,
  perform_as text not null,
  -- False where the key lacks the grant for confidential postings.
  may_read_confidential boolean not null default true,
  state text not null check (state in ('on', 'off', 'unauthorized')),
  because text,
  -- Part of the webhook address; unguessable.
  hook_secret text not null unique,
  hook_url text,
  updated_watermark timestamptz,
  deleted_watermark timestamptz,
  polled_at timestamptz,
  -- Set after an unclean start or a restore: look before every write that is not repeatable.
  cold_since timestamptz,
  cold_until timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check ((cold_since is null) = (cold_until is null))
);

create table lever_catalog (
  workspace_id uuid not null references workspaces,
  kind text not null check (kind in ('stage', 'archive_reason', 'posting', 'user', 'form_template')),
  id text not null,
  text text not null,
  detail jsonb not null,
  is_active boolean not null,
  read_at timestamptz not null,
  primary key (workspace_id, kind, id)
);

-- Our subscriptions at Lever. The signature token is told once, at creation.
create table lever_hooks (
  workspace_id uuid not null references workspaces,
  id text not null,
  event text not null,
  url text not null,
  sealed_token bytea,
  created_at timestamptz not null,
  last_received_at timestamptz,
  primary key (workspace_id, id)
);

create table hook_receipts (
  workspace_id uuid not null references workspaces,
  token text not null,
  event text not null,
  triggered_at timestamptz not null,
  payload jsonb not null,
  received_at timestamptz not null,
  handled_at timestamptz,
  primary key (workspace_id, token, event)
);
create index hook_receipts_open on hook_receipts (workspace_id, received_at) where handled_at is null;

-- Signed webhooks we send, and their deliveries.
create table webhook_endpoints (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  url text not null,
  sealed_secret bytea not null,
  events text[] not null,
  is_active boolean not null default true,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);

create table webhook_deliveries (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  endpoint_id uuid not null,
  event text not null,
  person_id uuid,
  payload jsonb not null,
  state text not null check (state in ('pending', 'delivered', 'parked', 'dismissed')),
  attempts integer not null default 0,
  last_status integer,
  last_error text,
  created_at timestamptz not null,
  delivered_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints,
  check ((state = 'delivered') = (delivered_at is not null))
);
create index webhook_deliveries_newest on webhook_deliveries (workspace_id, created_at desc);
create index webhook_deliveries_by_person on webhook_deliveries (workspace_id, person_id)
  where person_id is not null;

-- Files taken in as CSV, worked in slices so that a crash resumes where it stopped.
create table imports (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  file_name text not null,
  file_hash bytea not null,
  file_path text not null,
  source text not null,
  job_id uuid,
  mapping jsonb not null,
  -- ready: kept and previewed, not started.
  state text not null check (state in ('ready', 'running', 'finished', 'failed', 'cancelled')),
  next_row bigint not null default 0,
  -- Where next_row begins in the kept file, so that going on after a crash reads nothing twice.
  next_byte bigint not null default 0,
  accepted_count bigint not null default 0,
  duplicate_count bigint not null default 0,
  rejected_count bigint not null default 0,
  -- How often what was left out or repaired, by the words of the note.
  notes jsonb not null default '{}',
  because text,
  created_by text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id)
);

create table import_errors (
  workspace_id uuid not null references workspaces,
  import_id uuid not null,
  row_number bigint not null,
  field text not null,
  message text not null,
  cells jsonb not null,
  primary key (workspace_id, import_id, row_number),
  foreign key (workspace_id, import_id) references imports
);

-- ---------------------------------------------------------------------------------------------------------
-- The engine: durable work, intents, limits. It knows no business word.

-- A process that works. The epoch fences everything it armed.
create table workers (
  epoch bigint generated always as identity primary key,
  name text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  lease_until timestamptz not null,
  stopped_at timestamptz
);

-- One row per thing that wants attention. Asking again while it is worked on raises the version,
-- so finishing never loses a wish that came in meanwhile.
create table work (
  workspace_id uuid not null references workspaces,
  kind text not null,
  subject_id uuid not null,
  -- Whose rate limit it draws on.
  queue_key text not null,
  lane smallint not null check (lane between 0 and 5),
  due_at timestamptz not null,
  version bigint not null default 1,
  attempts integer not null default 0,
  because text,
  leased_by bigint references workers,
  lease_until timestamptz,
  primary key (workspace_id, kind, subject_id),
  check ((leased_by is null) = (lease_until is null))
);
create index work_by_queue on work (queue_key, lane, due_at);
-- When the next thing is due, without walking the queues.
create index work_due on work (due_at);

create table intents (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  queue_key text not null,
  lane smallint not null check (lane between 0 and 5),
  kind text not null,
  payload jsonb not null,
  -- Deterministic name of the effect; the same wish after a restored backup has the same marker.
  marker text not null,
  is_repeatable boolean not null,
  state text not null check (state in ('planned', 'armed', 'ambiguous', 'confirmed', 'parked', 'dismissed', 'superseded')),
  attempt integer not null default 0,
  epoch bigint references workers,
  planned_at timestamptz not null,
  armed_at timestamptz,
  deadline_at timestamptz,
  -- When to act next: probe an ambiguous one, retry a planned one.
  due_at timestamptz not null,
  probe_count integer not null default 0,
  must_probe boolean not null default false,
  outcome jsonb,
  failure text,
  failure_text text,
  next_action text,
  cause text not null,
  finished_at timestamptz,
  primary key (workspace_id, id),
  check ((state in ('confirmed', 'dismissed', 'superseded')) = (finished_at is not null)),
  check (state <> 'armed' or (armed_at is not null and deadline_at is not null and epoch is not null))
);
-- At most one effect under way per subject: order per candidate is held by the database.
create unique index intents_one_open on intents (workspace_id, subject_kind, subject_id)
  where state in ('planned', 'armed', 'ambiguous', 'parked');
-- A write that must not be repeated exists once per marker.
create unique index intents_marker on intents (workspace_id, kind, marker)
  where not is_repeatable and state not in ('dismissed', 'superseded');
create index intents_armed on intents (epoch) where state = 'armed';
create index intents_parked on intents (workspace_id, planned_at) where state = 'parked';
create index intents_by_subject on intents (workspace_id, subject_kind, subject_id, planned_at);

-- GCRA with AIMD, shared by every process through this row.
create table rate_limits (
  queue_key text primary key,
  -- Theoretical arrival time of the next call.
  next_free_at timestamptz not null,
  rate_per_second double precision not null check (rate_per_second > 0),
  rate_max double precision not null check (rate_max > 0),
  burst double precision not null check (burst >= 1),
  hold_until timestamptz,
  lowered_at timestamptz,
  call_count bigint not null default 0,
  refused_count bigint not null default 0
);

-- ---------------------------------------------------------------------------------------------------------
-- Audit: one chain per workspace.
create table audit_heads (
  workspace_id uuid primary key references workspaces,
  seq bigint not null,
  hash bytea not null
);

create table audit_entries (
  workspace_id uuid not null references workspaces,
  seq bigint not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  person_id uuid,
  -- Facts without personal values: ids, counts, rule versions, reasons. json, not jsonb: the chain runs over the
  -- text as it was written, and jsonb would print it differently.
  detail json not null,
  -- Before and after values of a person, sealed with that person's key; the chain runs over the sealed bytes.
  sealed bytea,
  hash bytea not null,
  primary key (workspace_id, seq)
);
create index audit_by_person on audit_entries (workspace_id, person_id, seq) where person_id is not null;
create index audit_by_subject on audit_entries (workspace_id, subject_kind, subject_id, seq);

-- One key per person, wrapped by the installation's key. Erasure deletes the row.
create table person_keys (
  workspace_id uuid not null references workspaces,
  person_id uuid not null,
  wrapped_key bytea not null,
  created_at timestamptz not null,
  primary key (workspace_id, person_id)
);
