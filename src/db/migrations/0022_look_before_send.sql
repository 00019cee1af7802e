-- After a backup was put back, or a process ended uncleanly, what left us may be more than what we remember of it.
alter table outreach_settings
  -- Until then every message is looked for in Sent before it goes.
  add column look_first_until timestamptz,
  -- Until then nothing goes: what left shortly before may not stand in Sent yet. Only after a backup was put back.
  add column quiet_until timestamptz;
