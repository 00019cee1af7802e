-- What cleaning up leaves to a person, and what a night's retention found and did by class.

create table cleanup_tasks (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null check (kind in ('delete_in_lever', 'answer_hold', 'mend_retention')),
  -- The record, the person or the run that it is about.
  subject_id uuid not null,
  person_id uuid,
  owner text not null,
  because text not null,
  opened_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  outcome text check (outcome in ('done', 'not_needed', 'by_itself')),
  primary key (workspace_id, id),
  check ((done_at is null) = (done_by is null))
);
create unique index cleanup_tasks_one_open on cleanup_tasks (workspace_id, kind, subject_id) where done_at is null;
create index cleanup_tasks_newest on cleanup_tasks (workspace_id, opened_at desc, id);

-- What is about to be taken out is looked for by its age.
create index messages_by_settling on messages (workspace_id, settled_at) where sealed is not null;
create index inbound_by_age on inbound_messages (workspace_id, received_at)
  where sealed is not null or sealed_raw is not null;
create index records_gone on records (workspace_id, person_id) where gone in ('deleted', 'anonymized');
