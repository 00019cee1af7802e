-- Second persons for large changes, alerts to whoever answers for the integration, single sign-on and passkeys.

-- A change that waits for somebody else's yes; the payload is all that is needed to carry it out.
create table approvals (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null check (kind in ('mass_update', 'back_fill', 'domain_suppression', 'limit_exception')),
  -- approved: said yes to, about to be carried out. failed: it was no longer possible then.
  state text not null check (state in ('waiting', 'approved', 'done', 'failed', 'refused', 'expired')),
  title text not null,
  payload jsonb not null,
  -- Of kind and payload: asking again for the same thing finds the request that waits.
  fingerprint bytea not null,
  size integer not null,
  because text not null,
  requested_by text not null,
  -- The account behind the request where it was made with an API key or by a person.
  requested_account_id uuid references accounts,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decided_because text,
  finished_at timestamptz,
  outcome text,
  primary key (workspace_id, id),
  check ((state in ('waiting', 'expired')) = (decided_by is null))
);
create unique index approvals_waiting_once on approvals (workspace_id, fingerprint) where state = 'waiting';
create index approvals_expiring on approvals (expires_at) where state = 'waiting';

-- Something that is wrong, from when it was first seen until it was gone.
create table alerts (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null,
  -- Which one of its kind: a mailbox, a run, nothing.
  subject text not null,
  is_urgent boolean not null,
  because text not null,
  next_action text not null,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  closed_at timestamptz,
  -- When the owner was last told of it, by itself or in a digest.
  told_at timestamptz,
  primary key (workspace_id, id)
);
create unique index alerts_open_once on alerts (workspace_id, kind, subject) where closed_at is null;
create index alerts_newest on alerts (workspace_id, opened_at desc, id);

-- What was sent to the owner, over which way, and how that went.
create table alert_messages (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  channel text not null check (channel in ('email', 'webhook')),
  sort text not null check (sort in ('alert', 'digest', 'test')),
  subject text not null,
  body text not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz,
  last_error text,
  primary key (workspace_id, id)
);

-- The address of the owner's chat room is a secret: whoever knows it may write there.
create table alert_channels (
  workspace_id uuid primary key references workspaces,
  sealed_webhook_url bytea,
  digest_sent_on date,
  looked_at timestamptz
);

-- One identity provider per workspace.
create table single_sign_on (
  workspace_id uuid primary key references workspaces,
  issuer text not null,
  client_id text not null,
  sealed_client_secret bytea not null,
  domains text[] not null,
  -- Null: only invited people get in.
  first_role text check (first_role in ('sourcer', 'viewer', 'auditor')),
  trusts_email boolean not null,
  changed_at timestamptz not null,
  changed_by text not null
);

-- Who somebody is at the provider; the subject never changes, an email may.
create table single_sign_on_links (
  workspace_id uuid not null references workspaces,
  issuer text not null,
  subject text not null,
  account_id uuid not null references accounts,
  linked_at timestamptz not null,
  primary key (workspace_id, issuer, subject)
);
create unique index single_sign_on_links_once on single_sign_on_links (workspace_id, issuer, account_id);

-- A sign-in that is under way at the provider: good once, in the browser that began it.
create table single_sign_on_tries (
  state_hash bytea primary key,
  workspace_id uuid not null references workspaces,
  browser_hash bytea not null,
  sealed_secrets bytea not null,
  expires_at timestamptz not null
);

-- A session through a workspace's own provider stays in that workspace.
alter table sessions add column bound_workspace_id uuid references workspaces;

create table passkeys (
  account_id uuid not null references accounts,
  id uuid not null,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (account_id, id)
);

-- What a browser was asked to sign; taken back with the answer.
create table passkey_challenges (
  challenge text primary key,
  -- Null: nobody is signed in yet.
  account_id uuid references accounts,
  expires_at timestamptz not null
);

-- Where checkpoints went: the newest one in each place.
create table audit_checkpoint_places (
  workspace_id uuid not null references workspaces,
  place text not null,
  seq bigint not null,
  at timestamptz not null,
  trouble text,
  primary key (workspace_id, place)
);

-- The audit log by the version of the rules that decided.
create index audit_by_rule_version on audit_entries (workspace_id, (detail->>'ruleVersion'), seq)
  where detail->>'ruleVersion' is not null;
create index audit_by_mapping_version on audit_entries (workspace_id, (detail->>'mappingVersion'), seq)
  where detail->>'mappingVersion' is not null;
