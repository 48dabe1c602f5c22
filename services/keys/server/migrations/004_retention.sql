-- How long keys are kept, what is held, and what was destroyed. Takes ACCESS EXCLUSIVE on report and rationale for
-- the new columns (no rewrite: constant defaults) and updates every row once. The applier records what has run; a
-- second run does nothing.

-- Without keys a row keeps its manifest, so that windows and receipts can still say what was there.
ALTER TABLE report ALTER COLUMN wrapped DROP NOT NULL;
ALTER TABLE report ADD COLUMN retention text NOT NULL DEFAULT 'standard';
-- When retention ends; NULL: never by itself.
ALTER TABLE report ADD COLUMN due_at timestamptz(3);
-- Positions whose salts were destroyed, as text (domain/seq-range.ts). NULL: none.
ALTER TABLE report ADD COLUMN destroyed text;
-- All of it was.
ALTER TABLE report ADD COLUMN shredded_at timestamptz(3);
ALTER TABLE report ADD CONSTRAINT report_keys CHECK ((wrapped IS NULL) = (shredded_at IS NOT NULL));
UPDATE report SET due_at = date_trunc('day', adopted_at, 'UTC') + interval '181 days';
CREATE INDEX report_due ON report (due_at) WHERE shredded_at IS NULL;
CREATE INDEX report_epoch ON report (epoch) WHERE shredded_at IS NULL;

ALTER TABLE rationale ALTER COLUMN wrapped DROP NOT NULL;
ALTER TABLE rationale ADD COLUMN due_at timestamptz(3);
ALTER TABLE rationale ADD COLUMN shredded_at timestamptz(3);
ALTER TABLE rationale ADD CONSTRAINT rationale_keys CHECK ((wrapped IS NULL) = (shredded_at IS NOT NULL));
UPDATE rationale SET due_at = date_trunc('day', created_at, 'UTC') + interval '181 days';
CREATE INDEX rationale_due ON rationale (due_at) WHERE shredded_at IS NULL;
CREATE INDEX rationale_epoch ON rationale (epoch) WHERE shredded_at IS NULL;
CREATE INDEX rationale_case ON rationale (case_id);

-- Legal holds. `scope` is domain/retention-requests.ts; what joins a case or names an account later is held too.
CREATE TABLE hold (
  id        uuid PRIMARY KEY,
  region    text NOT NULL,
  scope     jsonb NOT NULL,
  reason    text NOT NULL,
  placed_by uuid NOT NULL REFERENCES person,
  placed_at timestamptz(3) NOT NULL,
  lifted_by uuid REFERENCES person,
  lifted_at timestamptz(3)
);
CREATE INDEX hold_live ON hold (region) WHERE lifted_at IS NULL;

CREATE TABLE hold_item (
  hold_id   uuid NOT NULL REFERENCES hold,
  report_id uuid NOT NULL REFERENCES report,
  PRIMARY KEY (hold_id, report_id)
);
CREATE INDEX hold_item_report ON hold_item (report_id);

-- What was destroyed, and by when the last stored copy of its keys is.
CREATE TABLE shred_receipt (
  id           uuid PRIMARY KEY,
  what         text NOT NULL,
  ref          text NOT NULL,
  region       text NOT NULL,
  count        int NOT NULL,
  held         int NOT NULL,
  effective_at timestamptz(3) NOT NULL,
  complete_by  timestamptz(3) NOT NULL,
  idx          bigint NOT NULL
);

-- Epochs that must go, because something that they wrapped was shredded or because nothing is left of them.
CREATE TABLE ended_epoch (
  epoch         text PRIMARY KEY,
  region        text NOT NULL,
  retention     text NOT NULL,
  destroy_after timestamptz(3) NOT NULL,
  -- Where the survivors move.
  successor     text,
  moved         int NOT NULL DEFAULT 0,
  destroyed_at  timestamptz(3)
);
CREATE INDEX ended_epoch_waiting ON ended_epoch (destroy_after) WHERE destroyed_at IS NULL;

CREATE TABLE receipt_epoch (
  receipt_id uuid NOT NULL REFERENCES shred_receipt,
  epoch      text NOT NULL REFERENCES ended_epoch,
  PRIMARY KEY (receipt_id, epoch)
);

-- Epochs that wrapped a report or rationale before it moved: an old dump holds it under them.
CREATE TABLE former_epoch (
  owner uuid NOT NULL,
  epoch text NOT NULL,
  PRIMARY KEY (owner, epoch)
);
CREATE INDEX former_epoch_epoch ON former_epoch (epoch);

-- Erasures that a hold kept back; done when it is lifted. NULL: the whole report.
CREATE TABLE pending_shred (
  report_id uuid NOT NULL REFERENCES report,
  ref       text NOT NULL,
  what      text NOT NULL,
  seqs      text,
  since     timestamptz(3) NOT NULL,
  PRIMARY KEY (report_id, ref)
);
