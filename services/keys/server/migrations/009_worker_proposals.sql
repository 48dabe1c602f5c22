-- What one person wants a worker to be allowed to, until a second one signs the same. One at a time for each worker.
-- Takes no lock but on the table that it creates; a second run does nothing.
CREATE TABLE worker_proposal (
  name        text PRIMARY KEY,
  public_key  bytea NOT NULL,
  scopes      text[] NOT NULL,
  proposed_by uuid NOT NULL REFERENCES person,
  at          timestamptz(3) NOT NULL
);
