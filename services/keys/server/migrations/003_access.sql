-- Access that needs the approval of others, relations of staff with accounts, and freezes.

CREATE TABLE access_request (
  id          uuid PRIMARY KEY,
  act         text NOT NULL CHECK (act IN ('read', 'erase')),
  purpose     text NOT NULL,
  -- A case id, or the reference that the requester gave.
  ref         text NOT NULL,
  case_id     uuid REFERENCES review_case,
  platform    text NOT NULL,
  region      text NOT NULL,
  person_id   uuid NOT NULL REFERENCES person,
  session_id  uuid NOT NULL REFERENCES session,
  scope       jsonb NOT NULL,
  -- Worked out from manifests when it was asked for; what was approved is what is granted.
  messages    jsonb NOT NULL,
  reason      text NOT NULL,
  uses        int NOT NULL,
  minutes     int NOT NULL,
  approvers   int NOT NULL,
  break_glass boolean NOT NULL,
  state       text NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'taken_up', 'lapsed', 'revoked', 'done')),
  created_at  timestamptz(3) NOT NULL,
  lapses_at   timestamptz(3) NOT NULL,
  -- Index and leaf hash of the `request` entry.
  idx         bigint NOT NULL,
  leaf        bytea NOT NULL,
  review_due  timestamptz(3),
  reviewed_by uuid REFERENCES person,
  reviewed_at timestamptz(3),
  review      text CHECK (review IN ('justified', 'not_justified'))
);
CREATE INDEX access_request_person ON access_request (person_id, created_at DESC);
CREATE INDEX access_request_waiting ON access_request (created_at) WHERE state IN ('waiting', 'approved');
CREATE INDEX access_request_review ON access_request (review_due) WHERE review_due IS NOT NULL AND reviewed_at IS NULL;

CREATE TABLE access_approval (
  access_id  uuid NOT NULL REFERENCES access_request,
  person_id  uuid NOT NULL REFERENCES person,
  session_id uuid NOT NULL REFERENCES session,
  verdict    text NOT NULL CHECK (verdict IN ('approved', 'refused')),
  at         timestamptz(3) NOT NULL,
  idx        bigint NOT NULL,
  PRIMARY KEY (access_id, person_id)
);

-- A grant of a claim names case and claim. One that was approved names its request, and perhaps no single case; where
-- it widens a claim, it names that too and ends with it.
ALTER TABLE access_grant ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE access_grant ALTER COLUMN claim_no DROP NOT NULL;
ALTER TABLE access_grant ADD COLUMN access_id uuid REFERENCES access_request;
ALTER TABLE access_grant ADD CONSTRAINT access_grant_source CHECK (claim_no IS NOT NULL OR access_id IS NOT NULL);
CREATE INDEX access_grant_person ON access_grant (person_id, expires_at DESC);
CREATE INDEX access_grant_access ON access_grant (access_id) WHERE access_id IS NOT NULL;

-- Accounts that a member of staff owns or is close to: no case, request or approval that involves them.
CREATE TABLE relation (
  person_id  uuid NOT NULL REFERENCES person,
  platform   text NOT NULL,
  account    text NOT NULL,
  declared_by uuid NOT NULL REFERENCES person,
  at         timestamptz(3) NOT NULL,
  withdrawn_at timestamptz(3),
  PRIMARY KEY (person_id, platform, account)
);

ALTER TABLE person ADD COLUMN frozen_at timestamptz(3);
ALTER TABLE person ADD COLUMN frozen_by uuid REFERENCES person;

-- Who wrote what a report holds, out of its signed manifest, which stays the only truth. convert_from counts as
-- stable because conversions can be replaced; from UTF8 in a UTF8 database it converts nothing. Rewrites the table
-- under an exclusive lock: some seconds for a million reports, while nothing is adopted or opened.
CREATE FUNCTION senders_of(manifest bytea) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS
  $$ SELECT jsonb_path_query_array(convert_from(manifest, 'UTF8')::jsonb, '$.messages[*].sender') $$;
ALTER TABLE report ADD COLUMN senders jsonb GENERATED ALWAYS AS (senders_of(manifest)) STORED;
CREATE INDEX report_senders ON report USING gin (senders);
CREATE INDEX review_case_conversation ON review_case (platform, region, conversation);
