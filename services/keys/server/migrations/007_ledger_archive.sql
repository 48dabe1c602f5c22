-- Ledgers that were followed by another one after a compromise. Written once, by `npm run keys:new-origin`, while no
-- key service runs. Takes no lock but on tables it creates; a second run does nothing.
CREATE TABLE entry_archive (
  origin text NOT NULL,
  idx    bigint NOT NULL,
  bytes  bytea NOT NULL,
  leaf   bytea NOT NULL,
  PRIMARY KEY (origin, idx)
);
CREATE TABLE entry_index_archive (origin text NOT NULL, LIKE entry_index);
CREATE TABLE checkpoint_archive (
  origin text NOT NULL,
  size   bigint NOT NULL,
  note   text NOT NULL,
  PRIMARY KEY (origin, size)
);
