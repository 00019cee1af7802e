-- What the doors of mail and text messages need: tokens renewed by one process at a time, mailboxes watched by one,
-- text messages taken in once, and tracking that is off until somebody switches it on.

-- Who renews the access token has until then.
alter table mailboxes add column renewing_until timestamptz;

-- Which process listens on a mailbox's connection; without a word from it for a while another one takes over.
create table mailbox_watches (
  workspace_id uuid not null references workspaces,
  mailbox_id uuid not null,
  holder text not null,
  held_until timestamptz not null,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailboxes
);

alter table sms_numbers
  -- As registered for 10DLC.
  add column brand_id text,
  add column use_case text,
  -- What people are told when they agree to be texted (TCPA).
  add column consent_text text,
  -- The provider itself answers STOP, START and HELP; else we do.
  add column provider_answers boolean not null default true;

-- What the provider told us, once each: the same call again changes nothing.
create table sms_receipts (
  workspace_id uuid not null references workspaces,
  sms_number_id uuid not null,
  provider_id text not null,
  -- `received`, or the delivery state that was told.
  event text not null,
  received_at timestamptz not null,
  primary key (workspace_id, sms_number_id, provider_id, event),
  foreign key (workspace_id, sms_number_id) references sms_numbers
);

-- No row: tracking is off.
create table tracking_settings (
  workspace_id uuid primary key references workspaces,
  is_on boolean not null,
  -- The customer's own host that leads to this server.
  domain text not null,
  changed_by text not null,
  changed_at timestamptz not null
);

-- No row: nothing of this sequence is tracked.
create table tracked_sequences (
  workspace_id uuid not null references workspaces,
  sequence_id uuid not null,
  opens boolean not null,
  clicks boolean not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (workspace_id, sequence_id),
  foreign key (workspace_id, sequence_id) references sequences
);
