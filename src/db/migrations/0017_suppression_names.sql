-- Companies and domains on a no-poach or client list can be read again by whoever keeps the list; people's own values
-- stay hashes.

alter table suppressions
  add column shown_as text,
  add constraint suppressions_shown_as_check check (shown_as is null or kind in ('domain', 'employer'));
