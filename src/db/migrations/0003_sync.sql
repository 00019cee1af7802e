-- Who wins, what was lost and how to get it back: conflicts, the journal of every write, runs with their brake,
-- undo, parked templates, the preflight and the mirror of what stands in Lever already.

-- Both sides changed a field, or our side replaced what stood in Lever. Both values stay until a person decided.
create table conflicts (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  record_id uuid not null,
  person_id uuid not null,
  field text not null,
  kind text not null check (kind in ('both_changed', 'overwritten')),
  base jsonb,
  ours jsonb,
  theirs jsonb,
  because text not null,
  mapping_version integer not null,
  -- When Lever last said that the candidate changed, as far as it says so.
  remote_updated_at timestamptz,
  seen_at timestamptz not null,
  resolution text check (resolution in ('keep_theirs', 'use_ours', 'superseded')),
  resolved_by text,
  resolved_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, record_id) references records,
  check ((resolution is null) = (resolved_at is null) and (resolution is null) = (resolved_by is null))
);
create unique index conflicts_one_open on conflicts (workspace_id, record_id, field) where resolution is null;
create index conflicts_newest on conflicts (workspace_id, seen_at desc, id);
create index conflicts_by_person on conflicts (workspace_id, person_id);

-- Something that touches many records at once. Held: it would change more than the brake allows, an admin must confirm.
create table runs (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null check (kind in ('mapping', 'trigger', 'import', 'undo')),
  state text not null check (state in ('held', 'started', 'cancelled')),
  change jsonb not null,
  because text not null,
  standing_count integer not null default 0,
  changed_count integer not null default 0,
  confirmed_count integer,
  created_at timestamptz not null,
  created_by text not null,
  decided_at timestamptz,
  decided_by text,
  primary key (workspace_id, id),
  check ((decided_at is null) = (decided_by is null))
);
create index runs_newest on runs (workspace_id, created_at desc);

create table run_records (
  workspace_id uuid not null references workspaces,
  run_id uuid not null,
  record_id uuid not null,
  primary key (workspace_id, run_id, record_id),
  foreign key (workspace_id, run_id) references runs,
  foreign key (workspace_id, record_id) references records
);
create index run_records_by_record on run_records (workspace_id, record_id);

-- Every confirmed write with what stood there before. Rows are added in the transaction that confirms the write.
create table field_writes (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  record_id uuid not null,
  person_id uuid not null,
  intent_id uuid not null,
  run_id uuid,
  field text not null,
  kind text not null check (kind in ('created', 'set', 'added', 'removed', 'noted', 'formed', 'filed', 'moved')),
  before jsonb,
  after jsonb,
  -- It replaced a value that somebody else had set.
  is_overwrite boolean not null default false,
  written_at timestamptz not null,
  undone_at timestamptz,
  undo_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, record_id) references records
);
create index field_writes_by_record on field_writes (workspace_id, record_id, written_at);
create index field_writes_by_person on field_writes (workspace_id, person_id);
create index field_writes_by_run on field_writes (workspace_id, run_id) where run_id is not null;

-- Fields of a record that wait for a person.
create table frozen_fields (
  workspace_id uuid not null references workspaces,
  record_id uuid not null,
  field text not null,
  cause text not null check (cause in ('flips', 'undo', 'conflict', 'by_hand')),
  because text not null,
  frozen_at timestamptz not null,
  primary key (workspace_id, record_id, field),
  foreign key (workspace_id, record_id) references records
);

-- Form templates that changed in Lever so that the mapping no longer fits; nothing is written to them meanwhile.
create table parked_templates (
  workspace_id uuid not null references workspaces,
  template text not null,
  messages jsonb not null,
  parked_at timestamptz not null,
  primary key (workspace_id, template)
);

-- What an undo does to one record, one row per call.
create table undo_steps (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  run_id uuid not null,
  record_id uuid not null,
  position integer not null,
  action jsonb not null,
  write_ids jsonb not null,
  state text not null check (state in ('wanted', 'done', 'impossible')),
  because text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, run_id) references runs,
  foreign key (workspace_id, record_id) references records,
  check ((state = 'wanted') = (finished_at is null))
);
create index undo_steps_open on undo_steps (workspace_id, record_id, position) where state = 'wanted';
create index undo_steps_by_run on undo_steps (workspace_id, run_id);

create table preflight_reports (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  result text not null check (result in ('pass', 'warn', 'fail')),
  checks jsonb not null,
  made_at timestamptz not null,
  primary key (workspace_id, id)
);
create index preflight_reports_newest on preflight_reports (workspace_id, made_at desc);

-- The candidates that stand in Lever, ours or not. A confidential one keeps its ids and nothing else.
create table mirror_opportunities (
  workspace_id uuid not null references workspaces,
  opportunity_id text not null,
  contact_id text not null,
  posting_id text not null default '',
  name text not null,
  stage_id text,
  archive_reason_id text,
  owner_id text,
  is_confidential boolean not null,
  last_advanced_at timestamptz,
  remote_updated_at timestamptz,
  read_at timestamptz not null,
  primary key (workspace_id, opportunity_id)
);
create index mirror_opportunities_by_contact on mirror_opportunities (workspace_id, contact_id);

-- Normalised keys of the people behind them: how intake sees that somebody is in Lever already.
create table mirror_keys (
  workspace_id uuid not null references workspaces,
  kind text not null check (kind in ('email', 'profile_url', 'phone')),
  value text not null,
  contact_id text not null,
  primary key (workspace_id, kind, value, contact_id)
);
create index mirror_keys_by_contact on mirror_keys (workspace_id, contact_id);

-- Contacts that must not come back into the mirror: erased here or anonymised there. Ids only.
create table mirror_tombstones (
  workspace_id uuid not null references workspaces,
  contact_id text not null,
  because text not null check (because in ('erased', 'anonymized')),
  buried_at timestamptz not null,
  primary key (workspace_id, contact_id)
);

-- The full reading of the account: where it stands, so that a restart goes on there.
create table mirror_sweeps (
  workspace_id uuid primary key references workspaces,
  started_at timestamptz not null,
  next_page text,
  page_count integer not null default 0,
  row_count integer not null default 0,
  finished_at timestamptz
);

-- The newest form of each mapped template as last read, by template and field text.
alter table records add column forms jsonb, add column forms_read_at timestamptz;
