-- What matching knows of a live person: the union of its members' traits (core/people/traits.ts).
create table match_traits (
  workspace_id uuid not null references workspaces,
  person_id uuid not null,
  traits jsonb not null,
  primary key (workspace_id, person_id)
);

-- Under which keys a person can be found for comparison: hashes, a function of the traits.
create table match_keys (
  workspace_id uuid not null,
  key bigint not null,
  person_id uuid not null,
  primary key (workspace_id, key, person_id)
);

-- How frequent names, employers and cities are here: what an agreement on them is worth. Kind 'total' counts profiles.
create table match_counts (
  workspace_id uuid not null references workspaces,
  kind text not null,
  value text not null,
  count bigint not null,
  primary key (workspace_id, kind, value)
);

-- Questions to a human: are these two one? Open until answered or overtaken by events.
create table match_reviews (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  person_id uuid not null,
  other_person_id uuid not null,
  probability double precision not null,
  evidence jsonb not null,
  rule_version integer not null,
  state text not null check (state in ('open', 'same', 'different', 'overtaken')),
  asked_at timestamptz not null,
  answered_at timestamptz,
  answered_by text,
  primary key (workspace_id, id),
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, other_person_id) references persons,
  check (person_id < other_person_id),
  check ((state = 'open') = (answered_at is null))
);
create unique index match_reviews_open on match_reviews (workspace_id, person_id, other_person_id) where state = 'open';
create index match_reviews_queue on match_reviews (workspace_id, probability desc) where state = 'open';
create index match_reviews_by_other on match_reviews (workspace_id, other_person_id) where state = 'open';
