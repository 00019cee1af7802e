-- Imports wait for the mass-update brake too, and people sent to Lever by hand are a run.

alter table imports drop constraint imports_state_check;
-- held: the mass-update brake stopped it before its first row; an admin confirms or cancels the run.
alter table imports add constraint imports_state_check
  check (state in ('ready', 'running', 'held', 'finished', 'failed', 'cancelled'));

alter table runs drop constraint runs_kind_check;
alter table runs add constraint runs_kind_check
  check (kind in ('mapping', 'trigger', 'import', 'by_hand', 'undo'));

create index runs_of_imports on runs (workspace_id, (change ->> 'importId'), created_at desc) where kind = 'import';
