-- What a merge moved from one person to the other, so that undoing it moves exactly that back.
create table merge_moves (
  workspace_id uuid not null references workspaces,
  decision_id uuid not null,
  kind text not null check (kind in
    ('profile', 'touch', 'enrollment', 'hold', 'candidacy', 'candidacy_trigger', 'record')),
  item_id uuid not null,
  primary key (workspace_id, decision_id, kind, item_id),
  foreign key (workspace_id, decision_id) references match_decisions
);

-- Two profiles that a human said are different people: whoever they belong to now is never merged.
-- Held between profiles, not persons, so that merges and undos on either side keep it right.
create table kept_apart (
  workspace_id uuid not null references workspaces,
  profile_id uuid not null,
  other_profile_id uuid not null,
  decision_id uuid not null,
  primary key (workspace_id, profile_id, other_profile_id),
  foreign key (workspace_id, profile_id) references profiles,
  foreign key (workspace_id, other_profile_id) references profiles,
  foreign key (workspace_id, decision_id) references match_decisions
);
create index kept_apart_by_other on kept_apart (workspace_id, other_profile_id);

create index unmatched_touches_by_touch on unmatched_touches (workspace_id, touch_id);
create index match_decisions_by_profile on match_decisions (workspace_id, profile_id) where profile_id is not null;

-- Claims of pending intake go by workspace, oldest first.
drop index pending_intake_open;
create index pending_intake_open on pending_intake (workspace_id, due_at, position) where parked_because is null;
