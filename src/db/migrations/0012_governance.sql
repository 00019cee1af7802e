-- Erasure with its proof and its suppression, legal holds, legal bases, retention runs, and signed checkpoints of the audit log.

-- One row per person that was or is being erased. Holds ids and counts only, so it stays for ever as the proof.
create table erasures (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  cause text not null check (cause in ('request', 'lever', 'retention', 'replay')),
  because text not null,
  -- waiting: something of the person is on its way out right now; erased: gone here, Lever is being told.
  state text not null check (state in ('waiting', 'erased', 'done')),
  requested_by text not null,
  requested_at timestamptz not null,
  erased_at timestamptz,
  finished_at timestamptz,
  counts jsonb not null default '{}',
  -- The text that was signed, exactly.
  proof text,
  signature bytea,
  primary key (workspace_id, id),
  check ((state = 'waiting') = (erased_at is null)),
  check ((state = 'done') = (finished_at is not null))
);
create unique index erasures_of_person on erasures (workspace_id, person_id);
create index erasures_newest on erasures (workspace_id, requested_at desc, id);
create index erasures_open on erasures (workspace_id, requested_at) where state <> 'done';

-- By what an erased person is known again and turned away: keyed hashes. The key is sealed by the installation.
create table erased_keys (
  workspace_id uuid not null references workspaces,
  key_hash bytea not null,
  -- A phone can be shared: alone it turns nobody away who also has an address of their own.
  is_strong boolean not null,
  erasure_id uuid not null,
  primary key (workspace_id, key_hash),
  foreign key (workspace_id, erasure_id) references erasures
);

-- The tag by which an opportunity in Lever is marked after an erasure, one row per opportunity.
create table erasure_marks (
  workspace_id uuid not null references workspaces,
  erasure_id uuid not null,
  record_id uuid not null,
  state text not null check (state in ('wanted', 'marked', 'impossible')),
  because text not null,
  changed_at timestamptz not null,
  primary key (workspace_id, erasure_id, record_id),
  foreign key (workspace_id, erasure_id) references erasures,
  foreign key (workspace_id, record_id) references records
);
create index erasure_marks_wanted on erasure_marks (workspace_id, record_id) where state = 'wanted';

-- Nothing of the person, or of the whole workspace, is deleted while one is in force.
create table legal_holds (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  -- Null: everybody.
  person_id uuid,
  because text not null,
  placed_by text not null,
  placed_at timestamptz not null,
  released_at timestamptz,
  released_by text,
  released_because text,
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references persons,
  check ((released_at is null) = (released_by is null))
);
create index legal_holds_in_force on legal_holds (workspace_id, person_id) where released_at is null;
create index legal_holds_newest on legal_holds (workspace_id, placed_at desc, id);

-- On which ground somebody is contacted over a channel, one row per decision, never changed; the newest counts.
create table legal_bases (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  first_person_id uuid not null,
  -- '' is every channel.
  channel text not null check (channel in ('', 'email', 'sms', 'linkedin', 'call')),
  basis text not null check (basis in ('consent', 'legitimate_interest', 'contract', 'legal_obligation', 'objected', 'none')),
  -- Sealed for the person: what it rests on.
  sealed_evidence bytea,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references persons
);
create index legal_bases_by_person on legal_bases (workspace_id, person_id, recorded_at);

-- What a night's cleanup deleted, with who answers for it.
create table retention_runs (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  owner text not null,
  rule_version integer not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  counts jsonb not null,
  trouble text,
  primary key (workspace_id, id)
);
create index retention_runs_newest on retention_runs (workspace_id, started_at desc, id);

-- The key that signs checkpoints and proofs, one per workspace.
create table audit_signers (
  workspace_id uuid primary key references workspaces,
  public_key bytea not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null
);

-- Where the chain stood, signed. A log that is rewritten later no longer fits.
create table audit_checkpoints (
  workspace_id uuid not null references workspaces,
  seq bigint not null,
  hash bytea not null,
  at timestamptz not null,
  signature bytea not null,
  primary key (workspace_id, seq)
);

-- What went out of the log by retention: the chain begins after this entry.
create table audit_bases (
  workspace_id uuid primary key references workspaces,
  seq bigint not null,
  hash bytea not null,
  at timestamptz not null,
  signature bytea not null
);

create index audit_by_time on audit_entries (workspace_id, at, seq);
create index audit_by_action on audit_entries (workspace_id, action, seq);
create index audit_by_actor on audit_entries (workspace_id, actor, seq) where actor <> 'system';
