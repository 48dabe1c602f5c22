-- Schema `keys`: claims, grants, wrapped DEKs and the ledger. Owned by cs_keyd; no other role may look inside.
-- Applied with search_path = keys. Takes no lock but on tables it creates; the applier records what has run, and
-- runs each file in one transaction, so a second run does nothing and a failed one leaves nothing.

-- ── The ledger ──────────────────────────────────────────────────────────────────────────────────────────────

-- The stored bytes are authoritative: the leaf hash is kept so that a verifier can name the row that changed.
CREATE TABLE entry (
  idx   bigint PRIMARY KEY,
  bytes bytea NOT NULL,
  leaf  bytea NOT NULL
);

-- What auditors search by. Not part of the ledger: a row may lose its names (a person's right) and the tree
-- still verifies.
CREATE TABLE entry_index (
  idx       bigint PRIMARY KEY,
  at        timestamptz(3) NOT NULL,
  kind      text NOT NULL,
  person_id text,
  case_id   uuid,
  subject   text,
  purpose   text
);
CREATE INDEX entry_index_person ON entry_index (person_id, idx DESC);
CREATE INDEX entry_index_case ON entry_index (case_id, idx DESC) WHERE case_id IS NOT NULL;
CREATE INDEX entry_index_subject ON entry_index (subject, idx DESC) WHERE subject IS NOT NULL;
CREATE INDEX entry_index_purpose ON entry_index (purpose, idx DESC) WHERE purpose IS NOT NULL;
CREATE INDEX entry_index_kind ON entry_index (kind, idx DESC);
CREATE INDEX entry_index_at ON entry_index (at);

-- One row: the committed size and root. The sequencer's compare-and-swap is on `size`.
CREATE TABLE head (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  size bigint NOT NULL,
  root bytea NOT NULL
);
INSERT INTO head (size, root)
VALUES (0, '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

-- Signed notes, written after the commit that they speak of. Several a minute while there is traffic, so that a
-- verifier can say between which two sizes history was changed.
CREATE TABLE checkpoint (
  size bigint PRIMARY KEY,
  note text NOT NULL
);

-- ── People and sessions ─────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE person (
  id      uuid PRIMARY KEY,
  roles   text[] NOT NULL,
  regions text[] NOT NULL,
  active  boolean NOT NULL DEFAULT true,
  -- Key of the person's pseudonym. Deleting it unlinks the person from the ledger without touching the tree.
  salt    bytea NOT NULL
);

CREATE TABLE session (
  id          uuid PRIMARY KEY,
  person_id   uuid NOT NULL REFERENCES person,
  -- Raw uncompressed P-256 point.
  public_key  bytea NOT NULL,
  credential  text NOT NULL,
  created_at  timestamptz(3) NOT NULL,
  expires_at  timestamptz(3) NOT NULL,
  revoked_at  timestamptz(3)
);
CREATE INDEX session_person ON session (person_id);

-- Request ids that have been used. Older ones than a request may be are swept.
CREATE TABLE request (
  id uuid PRIMARY KEY,
  at timestamptz(3) NOT NULL
);
CREATE INDEX request_at ON request (at);

-- ── Reports, cases, grants ──────────────────────────────────────────────────────────────────────────────────

-- Bound to one conversation at the first adoption. Claim and lease live here and nowhere else.
CREATE TABLE review_case (
  id           uuid PRIMARY KEY,
  platform     text NOT NULL,
  region       text NOT NULL,
  conversation text NOT NULL,
  subject      text NOT NULL,
  -- Grows with every claim; grants name it, so an ended claim ends its grants.
  claim_no     int NOT NULL DEFAULT 0,
  holder       uuid REFERENCES person,
  claim_session uuid,
  lease_until  timestamptz(3),
  -- Messages on either side of a reported one that the claim may see.
  around       int NOT NULL DEFAULT 5,
  -- How many open reports the holder was given: a decision waits until it has seen those that joined.
  acknowledged int NOT NULL DEFAULT 0,
  adopted_at   timestamptz(3) NOT NULL,
  CHECK ((holder IS NULL) = (lease_until IS NULL))
);
CREATE INDEX review_case_lease ON review_case (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX review_case_holder ON review_case (holder) WHERE holder IS NOT NULL;

CREATE TABLE report (
  id            uuid PRIMARY KEY,
  case_id       uuid NOT NULL REFERENCES review_case,
  dek           text NOT NULL UNIQUE,
  epoch         text NOT NULL,
  -- DEK and salts under the epoch's wrap key: nonce[12] ‖ ciphertext ‖ tag[16].
  wrapped       bytea NOT NULL,
  -- Exact signed bytes; windows are computed from them.
  manifest      bytea NOT NULL,
  reporter      text NOT NULL,
  subject       text NOT NULL,
  message_count int NOT NULL,
  adopted_at    timestamptz(3) NOT NULL,
  -- The decision that dealt with this report. A report that arrives late stays open and can be claimed again.
  decision_id   uuid
);
CREATE INDEX report_case ON report (case_id);

CREATE TABLE rationale (
  decision_id uuid PRIMARY KEY,
  case_id     uuid NOT NULL REFERENCES review_case,
  dek         text NOT NULL UNIQUE,
  epoch       text NOT NULL,
  wrapped     bytea NOT NULL,
  manifest    bytea NOT NULL,
  created_at  timestamptz(3) NOT NULL
);

-- Boxes that could not be adopted, whole, for whoever finds out why. Never retried by itself.
CREATE TABLE quarantine (
  report_id  uuid PRIMARY KEY,
  case_id    uuid NOT NULL,
  dek        text NOT NULL,
  box        bytea NOT NULL,
  manifest   bytea NOT NULL,
  signature  bytea NOT NULL,
  sealer     text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  code       text NOT NULL,
  at         timestamptz(3) NOT NULL
);

CREATE TABLE access_grant (
  id         uuid PRIMARY KEY,
  purpose    text NOT NULL,
  case_id    uuid NOT NULL REFERENCES review_case,
  claim_no   int NOT NULL,
  person_id  uuid NOT NULL REFERENCES person,
  session_id uuid NOT NULL REFERENCES session,
  -- Canonical references (domain/conversation.ts).
  messages   jsonb NOT NULL,
  uses_left  int NOT NULL CHECK (uses_left >= 0),
  not_before timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3)
);
CREATE INDEX access_grant_case ON access_grant (case_id, claim_no);

-- One release a report and attempt, whatever a worker that lost its answer asks again.
CREATE TABLE scoring (
  report_id uuid NOT NULL REFERENCES report,
  attempt   int NOT NULL,
  idx       bigint NOT NULL,
  PRIMARY KEY (report_id, attempt)
);

CREATE TABLE rule_version (
  version int PRIMARY KEY,
  hash    text NOT NULL,
  idx     bigint NOT NULL
);
