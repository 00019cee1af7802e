-- People who sign in: one account per person and installation, one user per workspace they belong to.

create table accounts (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  time_zone text not null default 'UTC',
  -- In PHC form; null where the account signs in through single sign-on alone.
  password_hash text,
  -- The TOTP secret under the installation's key; it counts once it was confirmed by a first code.
  sealed_totp bytea,
  totp_confirmed_at timestamptz,
  -- The last time step that was used: a code is good for one sign-in.
  totp_last_step bigint,
  created_at timestamptz not null,
  last_signed_in_at timestamptz,
  disabled_at timestamptz
);

create table recovery_codes (
  account_id uuid not null references accounts,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- Users without an account are colleagues known from Lever or from a source; they cannot sign in.
alter table users
  add column account_id uuid references accounts,
  add column role text not null default 'viewer'
    check (role in ('owner', 'admin', 'sourcer', 'viewer', 'auditor')),
  add column disabled_at timestamptz,
  add constraint users_account_once unique (workspace_id, account_id);
create index users_by_account on users (account_id) where account_id is not null;

create table sessions (
  id uuid primary key,
  account_id uuid not null references accounts,
  workspace_id uuid not null references workspaces,
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  -- Never later than this, however often it is used.
  expires_at timestamptz not null,
  ended_at timestamptz,
  -- What the browser says of itself, so that people can tell their sessions apart.
  user_agent text not null default ''
);
create index sessions_by_account on sessions (account_id, created_at desc) where ended_at is null;

-- Failed sign-ins, counted per account and per address; the subject is a keyless hash.
create table sign_in_failures (
  subject bytea primary key,
  window_start timestamptz not null,
  failures integer not null
);

create table invitations (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  email text not null,
  role text not null check (role in ('owner', 'admin', 'sourcer', 'viewer', 'auditor')),
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);

-- The code that lets the person at the console make the first owner; only the newest one counts.
create table setup_codes (
  only_one boolean primary key default true check (only_one),
  secret_hash bytea not null,
  created_at timestamptz not null
);
