-- The numbers: what happened to statuses, what changed since the last count, the facts of each person, and their sums.

-- Every status a record in Lever has had, oldest first; never changed.
create table status_changes (
  workspace_id uuid not null references workspaces,
  record_id uuid not null,
  position bigint generated always as identity,
  status text not null,
  at timestamptz not null,
  primary key (workspace_id, record_id, position),
  foreign key (workspace_id, record_id) references records
);

insert into status_changes (workspace_id, record_id, status, at)
select workspace_id, id, status, coalesce(status_at, changed_at) from records where status is not null;

-- People whose numbers must be counted anew. A row goes away in the transaction that counts. Several rows of one
-- person are no harm, and writers never wait for each other here.
create table insight_changes (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  primary key (workspace_id, id)
);
insert into insight_changes (workspace_id, person_id) select workspace_id, id from persons;

-- One row per counted person: the finding that counts, and the event by which each step was reached first.
-- job_id 0…0 and '' mean: none.
create table insight_people (
  workspace_id uuid not null references workspaces,
  person_id uuid not null,
  found_at timestamptz not null,
  day date not null,
  profile_id uuid not null,
  job_id uuid not null,
  sourcer text not null,
  source text not null,
  contacted_at timestamptz,
  contact_touch_id uuid,
  -- Null where the first outreach was before the finding.
  wait_seconds bigint check (wait_seconds >= 0),
  wait_bucket smallint,
  replied_at timestamptz,
  reply_touch_id uuid,
  interested_at timestamptz,
  interested_touch_id uuid,
  in_lever_at timestamptz,
  interview_at timestamptz,
  offer_at timestamptz,
  hired_at timestamptz,
  record_id uuid,
  profile_count integer not null,
  review_count integer not null,
  is_found_in_lever boolean not null,
  primary key (workspace_id, person_id),
  check ((wait_seconds is null) = (wait_bucket is null))
);
create index insight_people_by_day on insight_people (workspace_id, day, person_id);
create index insight_people_by_wait on insight_people (workspace_id, wait_bucket, wait_seconds)
  include (day, job_id, sourcer, source) where wait_bucket is not null;

-- What one person got and answered, by the finest group that responses are counted by. step 0 means: not told.
create table insight_groups (
  workspace_id uuid not null references workspaces,
  person_id uuid not null,
  source text not null,
  sequence text not null,
  step integer not null,
  variant text not null,
  channel text not null,
  job_id uuid not null,
  sourcer text not null,
  first_sent_at timestamptz not null,
  first_touch_id uuid not null,
  message_count integer not null check (message_count > 0),
  reply_count integer not null,
  first_reply_at timestamptz,
  reply_touch_id uuid,
  is_positive boolean not null,
  primary key (workspace_id, person_id, source, sequence, step, variant, channel)
);
create index insight_groups_by_sequence on insight_groups (workspace_id, source, sequence, step, person_id);

-- Counting looks at all questions about a person and at everybody merged into them.
create index match_reviews_about on match_reviews (workspace_id, person_id);
create index match_reviews_about_other on match_reviews (workspace_id, other_person_id);
create index persons_merged on persons (workspace_id, merged_into) where merged_into is not null;

-- Sums over insight_people and insight_groups, kept in step with them.
create table insight_people_cells (
  workspace_id uuid not null references workspaces,
  day date not null,
  job_id uuid not null,
  sourcer text not null,
  source text not null,
  found integer not null,
  contacted integer not null,
  contacted_before integer not null,
  replied integer not null,
  interested integer not null,
  in_lever integer not null,
  interview integer not null,
  offer integer not null,
  hired integer not null,
  profiles integer not null,
  joined integer not null,
  reviewed integer not null,
  found_in_lever integer not null,
  primary key (workspace_id, day, job_id, sourcer, source)
);
create table insight_wait_cells (
  workspace_id uuid not null references workspaces,
  day date not null,
  job_id uuid not null,
  sourcer text not null,
  source text not null,
  bucket smallint not null,
  people integer not null,
  primary key (workspace_id, day, job_id, sourcer, source, bucket)
);
create table insight_response_cells (
  workspace_id uuid not null references workspaces,
  grain text not null check (grain in ('all', 'sequence', 'step', 'variant', 'channel')),
  day date not null,
  job_id uuid not null,
  sourcer text not null,
  source text not null,
  sequence text not null,
  step integer not null,
  variant text not null,
  channel text not null,
  people integer not null,
  messages integer not null,
  repliers integer not null,
  replies integer not null,
  positive integer not null,
  primary key (workspace_id, grain, day, job_id, sourcer, source, sequence, step, variant, channel)
);

-- Who has to be counted anew is noted by the database itself, so that no writer can forget it.
create function note_insight_rows() returns trigger language plpgsql as $$
begin
  if tg_op in ('INSERT', 'UPDATE') then
    insert into insight_changes (workspace_id, person_id)
    select distinct workspace_id, person_id from new_rows where person_id is not null;
  end if;
  if tg_op in ('DELETE', 'UPDATE') then
    insert into insight_changes (workspace_id, person_id)
    select distinct workspace_id, person_id from old_rows where person_id is not null;
  end if;
  return null;
end $$;

create trigger insight_touches_new after insert on touches
  referencing new table as new_rows for each statement execute function note_insight_rows();
create trigger insight_touches_changed after update on touches
  referencing old table as old_rows new table as new_rows for each statement execute function note_insight_rows();
create trigger insight_touches_gone after delete on touches
  referencing old table as old_rows for each statement execute function note_insight_rows();
create trigger insight_memberships_new after insert on memberships
  referencing new table as new_rows for each statement execute function note_insight_rows();
create trigger insight_memberships_changed after update on memberships
  referencing old table as old_rows new table as new_rows for each statement execute function note_insight_rows();
create trigger insight_memberships_gone after delete on memberships
  referencing old table as old_rows for each statement execute function note_insight_rows();

create function note_insight_person() returns trigger language plpgsql as $$
begin
  insert into insight_changes (workspace_id, person_id) values (new.workspace_id, new.id);
  return null;
end $$;
create trigger insight_persons after update of merged_into, is_erased on persons for each row
  when (old.merged_into is distinct from new.merged_into or old.is_erased <> new.is_erased)
  execute function note_insight_person();

create function note_insight_review() returns trigger language plpgsql as $$
begin
  insert into insight_changes (workspace_id, person_id)
  values (new.workspace_id, new.person_id), (new.workspace_id, new.other_person_id);
  return null;
end $$;
create trigger insight_reviews after insert or update of person_id, other_person_id on match_reviews for each row
  execute function note_insight_review();

create function note_insight_inbound() returns trigger language plpgsql as $$
begin
  insert into insight_changes (workspace_id, person_id)
  select new.workspace_id, id from unnest(array[old.person_id, new.person_id]) as id where id is not null;
  return null;
end $$;
create trigger insight_inbound after update of kind, intent, person_id on inbound_messages for each row
  execute function note_insight_inbound();

create function note_status_change() returns trigger language plpgsql as $$
begin
  insert into status_changes (workspace_id, record_id, status, at)
  values (new.workspace_id, new.id, new.status, coalesce(new.status_at, new.changed_at));
  return null;
end $$;
create trigger insight_statuses_new after insert on records for each row
  when (new.status is not null) execute function note_status_change();
create trigger insight_statuses_changed after update of status on records for each row
  when (new.status is not null and old.status is distinct from new.status) execute function note_status_change();

create function note_insight_record() returns trigger language plpgsql as $$
begin
  insert into insight_changes (workspace_id, person_id)
  select new.workspace_id, id from unnest(array[old.person_id, new.person_id]) as id where id is not null;
  return null;
end $$;
create trigger insight_records after update of status, person_id, opportunity_id, is_ours on records for each row
  when (old.status is distinct from new.status or old.person_id <> new.person_id
    or old.opportunity_id is distinct from new.opportunity_id or old.is_ours <> new.is_ours)
  execute function note_insight_record();

create function note_insight_job() returns trigger language plpgsql as $$
begin
  insert into insight_changes (workspace_id, person_id)
  select workspace_id, person_id from candidacies where workspace_id = new.workspace_id and job_id = new.id;
  return null;
end $$;
create trigger insight_jobs after update of owner_email on jobs for each row
  when (old.owner_email is distinct from new.owner_email) execute function note_insight_job();

-- A trial on some jobs and users, for some weeks. Body: jobs, users, targets, baseline (core/insight/pilot.ts).
create table pilots (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  state text not null check (state in ('planned', 'running', 'ended', 'widened', 'rolled_back', 'closed')),
  body jsonb not null,
  person_cap integer check (person_cap > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null,
  created_by text not null,
  decided_at timestamptz,
  decided_by text,
  undo_run_id uuid,
  primary key (workspace_id, id),
  check (ends_at > starts_at),
  check ((decided_at is null) = (decided_by is null))
);
-- One pilot governs what may be written.
create unique index pilots_one_in_force on pilots (workspace_id)
  where state in ('planned', 'running', 'ended', 'rolled_back');

-- Who was taken in, in the order of coming: what the cap counts.
create table pilot_people (
  workspace_id uuid not null references workspaces,
  pilot_id uuid not null,
  person_id uuid not null,
  taken_at timestamptz not null,
  primary key (workspace_id, pilot_id, person_id),
  foreign key (workspace_id, pilot_id) references pilots
);

create table pilot_reports (
  workspace_id uuid not null references workspaces,
  pilot_id uuid not null,
  week integer not null check (week > 0),
  body jsonb not null,
  text text not null,
  made_at timestamptz not null,
  primary key (workspace_id, pilot_id, week),
  foreign key (workspace_id, pilot_id) references pilots
);

-- Read-only views for reporting tools; grant usage and select on this schema to their user. docs/insight.md lists them.
create schema insight;
create view insight.people as
  select p.workspace_id, p.person_id, p.found_at, p.day as found_day, j.name as job, p.sourcer, p.source,
    p.contacted_at, p.wait_seconds as seconds_to_first_contact, p.replied_at, p.interested_at, p.in_lever_at,
    p.interview_at, p.offer_at, p.hired_at, p.profile_count, p.review_count, p.is_found_in_lever
  from insight_people p left join jobs j on j.workspace_id = p.workspace_id and j.id = p.job_id;
create view insight.messages as
  select g.workspace_id, g.person_id, g.source, g.sequence, nullif(g.step, 0) as step, g.variant, g.channel,
    j.name as job, g.sourcer, g.first_sent_at, g.message_count, g.reply_count, g.first_reply_at, g.is_positive
  from insight_groups g left join jobs j on j.workspace_id = g.workspace_id and j.id = g.job_id;
create view insight.funnel_by_day as
  select c.workspace_id, c.day, j.name as job, c.sourcer, c.source, c.found, c.contacted, c.replied, c.interested,
    c.in_lever, c.interview, c.offer, c.hired, c.profiles, c.joined, c.reviewed, c.found_in_lever
  from insight_people_cells c left join jobs j on j.workspace_id = c.workspace_id and j.id = c.job_id;
create view insight.responses_by_day as
  select c.workspace_id, c.grain, c.day, j.name as job, c.sourcer, c.source, c.sequence, nullif(c.step, 0) as step,
    c.variant, c.channel, c.people, c.messages, c.repliers, c.replies, c.positive
  from insight_response_cells c left join jobs j on j.workspace_id = c.workspace_id and j.id = c.job_id;
create view insight.statuses as
  select s.workspace_id, r.person_id, s.record_id, r.posting_id, s.status, s.at
  from status_changes s join records r on r.workspace_id = s.workspace_id and r.id = s.record_id;
