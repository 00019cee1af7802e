-- Values that a human set on a person: they beat what any source says until the human takes them back.
create table person_corrections (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  field text not null check (field in ('name', 'headline', 'title', 'employer', 'location', 'email', 'phone')),
  -- Which address or number, normalised; '' for fields with one value.
  key text not null default '',
  value jsonb not null,
  set_by text not null,
  set_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references persons,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index person_corrections_by_person on person_corrections (workspace_id, person_id);

-- A merge also takes corrections along, and remembers how the survivor's run through a sequence stood before.
alter table merge_moves add column before jsonb;
alter table merge_moves drop constraint merge_moves_kind_check;
alter table merge_moves add constraint merge_moves_kind_check check (kind in
  ('profile', 'touch', 'enrollment', 'enrollment_state', 'hold', 'candidacy', 'candidacy_trigger', 'record',
   'correction'));

-- "Never ask again" settles a question without saying that the two are different: they may still become one.
alter table match_reviews drop constraint match_reviews_state_check;
alter table match_reviews add constraint match_reviews_state_check check (state in
  ('open', 'same', 'different', 'never', 'overtaken'));
alter table kept_apart add column may_merge boolean not null default false;
create index match_reviews_by_person on match_reviews (workspace_id, person_id) where state = 'open';

-- What other matching rules would make of all history, worked out in the background before anything changes.
create table match_replays (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  state text not null check (state in ('waiting', 'ready', 'applying', 'applied', 'failed', 'cancelled')),
  -- Null: the rules in force.
  rules jsonb,
  because text,
  counts jsonb,
  created_at timestamptz not null,
  created_by text not null,
  finished_at timestamptz,
  applied_by text,
  applied_rules integer,
  primary key (workspace_id, id)
);

-- One thing that would change: people who would be one, a person who would be several, a question to a human.
create table match_replay_findings (
  workspace_id uuid not null references workspaces,
  replay_id uuid not null,
  position integer not null,
  kind text not null check (kind in ('merge', 'split', 'review')),
  person_ids uuid[] not null,
  -- Of a split: the profiles that would leave, one list per new person.
  parts jsonb,
  probability double precision,
  because text[] not null,
  outcome text check (outcome in ('applied', 'overtaken', 'kept')),
  outcome_because text,
  primary key (workspace_id, replay_id, position),
  foreign key (workspace_id, replay_id) references match_replays
);
