-- Finding people by the beginnings of words: name, title, employer and place, as written and in plain letters.

alter table persons add column search tsvector not null default ''::tsvector;
update persons set search = to_tsvector('simple', concat_ws(' ',
  canonical #>> '{name,value}', canonical #>> '{title,value}',
  canonical #>> '{employer,value}', canonical #>> '{location,value}'));
create index persons_search on persons using gin (search);
