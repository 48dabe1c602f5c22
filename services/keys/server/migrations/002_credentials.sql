-- Passkeys, the invitations that enrol them, and worker identities that change after setup.

-- One-time codes. Only an HMAC is kept; the code is made in the reader of the admin who invites, or by setup.
CREATE TABLE invitation (
  id          uuid PRIMARY KEY,
  person_id   uuid NOT NULL REFERENCES person,
  code_hash   bytea NOT NULL,
  -- NULL: made by setup, for the first admin of an installation.
  invited_by  uuid REFERENCES person,
  -- A lost passkey: confirming the new credential revokes the old ones.
  replaces    boolean NOT NULL,
  created_at  timestamptz(3) NOT NULL,
  expires_at  timestamptz(3) NOT NULL,
  used_at     timestamptz(3),
  attempts    int NOT NULL DEFAULT 0
);
CREATE INDEX invitation_person ON invitation (person_id) WHERE used_at IS NULL;

CREATE TABLE credential (
  -- SHA-256 of the credential's id and its public key (domain/enrolment.ts): what the second person vouches for.
  fingerprint   bytea PRIMARY KEY,
  person_id     uuid NOT NULL REFERENCES person,
  invitation_id uuid NOT NULL REFERENCES invitation,
  credential_id bytea NOT NULL UNIQUE,
  -- COSE key, as the authenticator gave it.
  public_key    bytea NOT NULL,
  sign_count    bigint NOT NULL,
  created_at    timestamptz(3) NOT NULL,
  -- Usable only once a second person has confirmed it.
  confirmed_by  uuid REFERENCES person,
  confirmed_at  timestamptz(3),
  revoked_at    timestamptz(3)
);
CREATE INDEX credential_person ON credential (person_id);

-- Identities of workers. Those of the trust file are entered at the first start; changes come by signed request.
CREATE TABLE worker_identity (
  name        text NOT NULL,
  -- Raw Ed25519 key.
  public_key  bytea NOT NULL,
  scopes      text[] NOT NULL,
  since       timestamptz(3) NOT NULL,
  -- The old key of a rotation is good for a few minutes more.
  until       timestamptz(3),
  PRIMARY KEY (name, public_key)
);

-- A trial credential ends when a passkey replaces it, or when it is revoked.
ALTER TABLE person ADD COLUMN trial_ended_at timestamptz(3);
