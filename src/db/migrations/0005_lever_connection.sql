-- The connection by OAuth beside the one by API key, and what an admin decides about keeping data.

-- An account is joined by a key of its own or by a grant; disconnected, it has neither.
alter table lever_connections
  add column credential_kind text not null default 'api_key' check (credential_kind in ('api_key', 'oauth', 'none')),
  alter column sealed_credential drop not null,
  add check ((credential_kind = 'api_key') = (sealed_credential is not null));

-- What Lever granted by OAuth. Each refresh kills the refresh token it used, so one process refreshes at a time and
-- nothing uses the new access token before the new refresh token is stored.
create table lever_grants (
  workspace_id uuid primary key references workspaces,
  client_id text not null,
  sealed_access_token bytea not null,
  access_expires_at timestamptz not null,
  -- Null where Lever refused it or never gave one: only connecting again helps.
  sealed_refresh_token bytea,
  scopes text not null,
  -- Counts the refreshes; a process that waited sees by it that another one was done.
  generation integer not null default 1,
  refreshing_by uuid,
  refreshing_until timestamptz,
  refreshed_at timestamptz not null,
  check ((refreshing_by is null) = (refreshing_until is null))
);

-- A way to Lever's consent page that was begun. Used once and soon; the state itself is not kept.
create table lever_sign_ins (
  workspace_id uuid not null references workspaces,
  state_hash text not null,
  base_url text not null,
  perform_as_email text not null,
  public_url text,
  redirect_url text not null,
  actor text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (workspace_id, state_hash)
);
create unique index lever_sign_ins_by_state on lever_sign_ins (state_hash);
