-- Mail that came in: how far each folder was read, what came, what it was taken for, and what people did with it.

-- How far a folder was read. With another uid_validity all numbers are new and it is read from the beginning.
create table mail_folders (
  workspace_id uuid not null references workspaces,
  mailbox_id uuid not null,
  path text not null,
  use text not null check (use in ('inbox', 'sent', 'junk', 'all', 'other')),
  uid_validity bigint not null,
  last_uid bigint not null check (last_uid >= 0),
  -- What was there before the mailbox was connected is not read.
  first_uid bigint not null default 0,
  read_at timestamptz,
  primary key (workspace_id, mailbox_id, path),
  foreign key (workspace_id, mailbox_id) references mailboxes
);

-- When the mailbox was last read to the end, and why not since.
create table mail_readings (
  workspace_id uuid not null references workspaces,
  mailbox_id uuid not null,
  read_at timestamptz,
  failed_at timestamptz,
  failed_because text,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailboxes
);

create table inbound_messages (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  -- Null for text messages.
  mailbox_id uuid,
  channel text not null check (channel in ('email', 'sms')),
  -- Hash of the Message-ID, or of the content where there is none: the same mail in two folders is one.
  content_key bytea not null,
  person_id uuid,
  -- Whom the sealed parts are sealed for; null: for the installation, until a person is known.
  first_person_id uuid,
  -- Which message of ours it is about, and how that was found.
  message_id uuid,
  matched_by text check (matched_by in ('message_id', 'token', 'address', 'thread', 'name', 'hand')),
  needs_review boolean not null default false,
  kind text not null check (kind in ('complaint', 'receipt', 'bounce', 'delay', 'auto_reply', 'human')),
  evidence jsonb not null,
  intent text check (intent in ('stop', 'left_company', 'out_of_office', 'not_interested', 'referral', 'later',
    'interested', 'other')),
  confidence double precision check (confidence between 0 and 1),
  intent_because text,
  -- Who said so last; null: the rules.
  labelled_by text,
  -- Sealed: from, subject, text as read.
  sealed bytea,
  -- Sealed: the mail as it came; goes away after the retention time.
  sealed_raw bytea,
  byte_count bigint not null,
  is_truncated boolean not null default false,
  thread_id text,
  -- Message-ID and chain, for the answer.
  mail_id text,
  mail_references text[] not null default '{}',
  received_at timestamptz not null,
  processed_at timestamptz not null,
  state text not null check (state in ('open', 'snoozed', 'done')),
  assignee text,
  snoozed_until timestamptz,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailboxes,
  foreign key (workspace_id, person_id) references persons,
  foreign key (workspace_id, message_id) references messages,
  check ((state = 'snoozed') = (snoozed_until is not null)),
  check ((message_id is null and person_id is null) or matched_by is not null),
  check (channel = 'sms' or mailbox_id is not null)
);
create unique index inbound_once on inbound_messages
  (workspace_id, channel, coalesce(mailbox_id, '00000000-0000-0000-0000-000000000000'), content_key);
create index inbound_by_person on inbound_messages (workspace_id, person_id, received_at) where person_id is not null;
create index inbound_by_state on inbound_messages (workspace_id, state, received_at desc, id);
create index inbound_by_message on inbound_messages (workspace_id, message_id) where message_id is not null;
create index inbound_snoozed on inbound_messages (snoozed_until) where snoozed_until is not null;
create index inbound_raw on inbound_messages (received_at) where sealed_raw is not null;

-- Where it lies in the mailbox.
create table inbound_places (
  workspace_id uuid not null references workspaces,
  mailbox_id uuid not null,
  path text not null,
  uid_validity bigint not null,
  uid bigint not null,
  inbound_id uuid not null,
  primary key (workspace_id, mailbox_id, path, uid_validity, uid),
  foreign key (workspace_id, inbound_id) references inbound_messages
);
create index inbound_places_of on inbound_places (workspace_id, inbound_id);

-- What a mail was taken for, by the rules and by people, oldest first; never changed.
create table inbound_labels (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  inbound_id uuid not null,
  kind text not null,
  intent text,
  because text not null,
  labelled_by text not null,
  labelled_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, inbound_id) references inbound_messages
);
create index inbound_labels_of on inbound_labels (workspace_id, inbound_id, labelled_at);

-- What a mail did to the ledger, so that a wrong verdict can be taken back.
create table inbound_suppressions (
  workspace_id uuid not null references workspaces,
  inbound_id uuid not null,
  suppression_id uuid not null,
  primary key (workspace_id, inbound_id, suppression_id),
  foreign key (workspace_id, inbound_id) references inbound_messages,
  foreign key (workspace_id, suppression_id) references suppressions
);

-- Hits on tracked pictures and links; only where tracking was switched on. Verdicts can be worked out anew.
create table tracking_hits (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  message_id uuid not null,
  kind text not null check (kind in ('open', 'click')),
  link text not null,
  method text not null,
  user_agent text not null,
  is_trap boolean not null default false,
  has_beacon boolean not null default false,
  at timestamptz not null,
  verdict text not null check (verdict in ('human', 'proxy', 'machine', 'scanner', 'unknown')),
  because text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, message_id) references messages
);
create index tracking_hits_of on tracking_hits (workspace_id, message_id, at);
