-- A row that was deleted and asked for again must never look like the one that a worker still believes to hold: where
-- the answer to its end got lost, the worker ends it once more. Far above what rows have counted up to by now.
create sequence work_versions start 1000000000;
alter table work alter column version set default nextval('work_versions');
