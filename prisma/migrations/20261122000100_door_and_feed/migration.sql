-- Roles, the door (what intake may do) and the feed (what the key service tells the workers).
-- Locks: only objects created here, and a short ACCESS SHARE on the console's tables for the grants.
-- A second run fails on CREATE SCHEMA and changes nothing. The roles are the cluster's, so they may exist.
DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['cs_console', 'cs_intake', 'cs_worker', 'cs_keyd'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
  END LOOP;
END $$;

-- Nothing is open by default: not even the right to create in `public` or to run a function.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA door;
CREATE SCHEMA feed;
-- Owned by the key service's role: no other role, the migrating one aside, can look inside.
GRANT cs_keyd TO CURRENT_USER;
CREATE SCHEMA keys AUTHORIZATION cs_keyd;

-- ── The door ────────────────────────────────────────────────────────────────────────────────────────────────

-- DEK and salts, sealed to the region's epoch key, until the key service has adopted them and deletes the row.
-- The console's role reaches neither this table nor its schema.
CREATE TABLE door.box (
  report_id  uuid PRIMARY KEY,
  case_id    uuid NOT NULL,
  dek        text NOT NULL,
  box        bytea NOT NULL,
  manifest   bytea NOT NULL,
  signature  bytea NOT NULL,
  -- Public key of the intake that signed, raw Ed25519, base64url.
  sealer     text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX box_created_at ON door.box (created_at);

-- Epoch public keys as the key service publishes them; intake checks the region identity key's signature.
CREATE TABLE door.epoch (
  id         text PRIMARY KEY,
  region     text NOT NULL,
  retention  text NOT NULL,
  record     bytea NOT NULL,
  signature  bytea NOT NULL,
  not_before timestamptz(3) NOT NULL,
  seal_until timestamptz(3) NOT NULL
);

CREATE TABLE door.idempotency (
  platform_id text NOT NULL,
  key         text NOT NULL,
  -- HMAC of the body under intake's own key: a plain hash of a short message could be guessed.
  body_hmac   bytea NOT NULL,
  report_id   uuid NOT NULL,
  case_id     uuid NOT NULL,
  -- What the first answer said, so that a repeated request gets the same one.
  outcome     text NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (platform_id, key)
);

-- Intake's role owns no privilege on any table. These functions are all that it can do: look up one API key by
-- its hash, read the published epochs, insert one sealed report, and read a report's or case's state.
CREATE FUNCTION door.api_key(key_hash bytea)
RETURNS TABLE (key_id uuid, platform_id text, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id, platform_id, scopes FROM public.api_key WHERE hash = key_hash AND revoked_at IS NULL
$$;

CREATE FUNCTION door.epochs()
RETURNS TABLE (id text, region text, record bytea, signature bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT id, region, record, signature FROM door.epoch WHERE seal_until > now() ORDER BY not_before
$$;

-- Stores one sealed report, and joins or opens its case, in one call. Outcomes: accepted, joined, duplicate (this
-- external id is known), key_reused (this idempotency key, another body). `replayed` says that this key and body
-- were answered before; the outcome is then the first answer's.
CREATE FUNCTION door.accept_report(
  p jsonb, p_box bytea, p_manifest bytea, p_signature bytea, p_body_hmac bytea,
  m_ids text[], m_senders text[], m_sent_at_ms bigint[], m_kinds text[], m_reported boolean[],
  m_franking text[], m_envelopes bytea[]
) RETURNS TABLE (outcome text, report_id uuid, case_id uuid, replayed boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
  v_report  uuid := (p->>'reportId')::uuid;
  v_case    uuid;
  v_fresh   boolean;
  v_key     text := p->>'idempotencyKey';
  v_known   record;
  v_count   int := (p->>'messageCount')::int;
BEGIN
  IF v_key IS NOT NULL THEN
    SELECT i.body_hmac, i.report_id, i.case_id, i.outcome INTO v_known FROM door.idempotency i
      WHERE i.platform_id = p->>'platformId' AND i.key = v_key;
    IF FOUND THEN
      RETURN QUERY SELECT CASE WHEN v_known.body_hmac = p_body_hmac THEN v_known.outcome ELSE 'key_reused' END,
        v_known.report_id, v_known.case_id, true;
      RETURN;
    END IF;
  END IF;

  BEGIN
    INSERT INTO public.review_case AS c
      (id, platform_id, region, conversation_id, kind, subject_id, message_count)
    VALUES ((p->>'caseId')::uuid, p->>'platformId', p->>'region', p->>'conversationId', p->>'kind',
      p->>'subjectId', v_count)
    ON CONFLICT (platform_id, region, conversation_id) WHERE decided_at IS NULL
    DO UPDATE SET report_count = c.report_count + 1, message_count = c.message_count + v_count,
      version = c.version + 1
    RETURNING c.id, (c.xmax = 0) INTO v_case, v_fresh;

    INSERT INTO public.report (id, platform_id, external_id, case_id, region, source, reason, reported_at,
      reporter_id, reporter_age_band, subject_id, subject_age_band, dek, message_count, has_note)
    VALUES (v_report, p->>'platformId', p->>'externalId', v_case, p->>'region', p->>'source', p->>'reason',
      to_timestamp((p->>'reportedAtMs')::bigint / 1000.0), p->>'reporterId', p->>'reporterAgeBand',
      p->>'subjectId', p->>'subjectAgeBand', p->>'dek', v_count, (p->>'hasNote')::boolean);

    IF v_key IS NOT NULL THEN
      INSERT INTO door.idempotency (platform_id, key, body_hmac, report_id, case_id, outcome)
      VALUES (p->>'platformId', v_key, p_body_hmac, v_report, v_case,
        CASE WHEN v_fresh THEN 'accepted' ELSE 'joined' END);
    END IF;
  EXCEPTION WHEN unique_violation THEN
    -- The inner block is undone, the joined count too. Who was first has committed by now.
    IF v_key IS NOT NULL THEN
      SELECT i.body_hmac, i.report_id, i.case_id, i.outcome INTO v_known FROM door.idempotency i
        WHERE i.platform_id = p->>'platformId' AND i.key = v_key;
      IF FOUND THEN
        RETURN QUERY SELECT CASE WHEN v_known.body_hmac = p_body_hmac THEN v_known.outcome ELSE 'key_reused' END,
          v_known.report_id, v_known.case_id, true;
        RETURN;
      END IF;
    END IF;
    SELECT r.id, r.case_id INTO v_known FROM public.report r
      WHERE r.platform_id = p->>'platformId' AND r.external_id = p->>'externalId';
    IF NOT FOUND THEN RAISE; END IF;
    -- A key stands for its first body even when that one told us nothing new.
    IF v_key IS NOT NULL THEN
      INSERT INTO door.idempotency (platform_id, key, body_hmac, report_id, case_id, outcome)
      VALUES (p->>'platformId', v_key, p_body_hmac, v_known.id, v_known.case_id, 'duplicate')
      ON CONFLICT DO NOTHING;
    END IF;
    RETURN QUERY SELECT 'duplicate', v_known.id, v_known.case_id, false;
    RETURN;
  END;

  INSERT INTO public.message (report_id, seq, message_id, sender, sent_at, kind, reported, franking, envelope)
  SELECT v_report, t.n - 1, t.id, t.sender, to_timestamp(t.at / 1000.0), t.kind, t.reported, t.franking, t.envelope
  FROM unnest(m_ids, m_senders, m_sent_at_ms, m_kinds, m_reported, m_franking, m_envelopes)
    WITH ORDINALITY AS t (id, sender, at, kind, reported, franking, envelope, n);

  INSERT INTO door.box (report_id, case_id, dek, box, manifest, signature, sealer)
  VALUES (v_report, v_case, p->>'dek', p_box, p_manifest, p_signature, p->>'sealer');

  INSERT INTO public.case_event (case_id, kind, data)
  VALUES (v_case, CASE WHEN v_fresh THEN 'report.received' ELSE 'report.joined' END,
    jsonb_build_object('reportId', v_report));

  RETURN QUERY SELECT CASE WHEN v_fresh THEN 'accepted' ELSE 'joined' END, v_report, v_case, false;
END $$;

-- A platform reads back the state of its own reports and cases, never content and never another platform's.
CREATE FUNCTION door.report_state(p_platform text, p_report uuid)
RETURNS TABLE (report_id uuid, external_id text, case_id uuid, stage text, case_stage text, received_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT r.id, r.external_id, r.case_id, r.stage, c.stage, r.received_at
  FROM public.report r JOIN public.review_case c ON c.id = r.case_id
  WHERE r.id = p_report AND r.platform_id = p_platform
$$;

CREATE FUNCTION door.case_state(p_platform text, p_case uuid)
RETURNS TABLE (case_id uuid, region text, conversation_id text, stage text, reports int, opened_at timestamptz,
  decided_at timestamptz, policy text, action text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT c.id, c.region, c.conversation_id, c.stage, c.report_count, c.opened_at, c.decided_at, d.policy, d.action
  FROM public.review_case c
  LEFT JOIN LATERAL (SELECT policy, action FROM public.decision WHERE decision.case_id = c.id
    ORDER BY decided_at DESC LIMIT 1) d ON true
  WHERE c.id = p_case AND c.platform_id = p_platform
$$;

-- ── The feed ────────────────────────────────────────────────────────────────────────────────────────────────

-- What the key service has committed and the console should show. It opens nothing; losing it loses a picture.
CREATE TABLE feed.key_event (
  seq  bigserial PRIMARY KEY,
  kind text NOT NULL,
  ref  text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  at   timestamptz(3) NOT NULL DEFAULT now()
);
CREATE FUNCTION feed.notify_key_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('key_event', ''); RETURN NULL; END $$;
CREATE TRIGGER key_event_notify AFTER INSERT ON feed.key_event
  FOR EACH STATEMENT EXECUTE FUNCTION feed.notify_key_event();

-- ── Who may do what ─────────────────────────────────────────────────────────────────────────────────────────

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA door FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA feed FROM PUBLIC;

GRANT USAGE ON SCHEMA door TO cs_intake, cs_worker, cs_keyd;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA door TO cs_intake;

GRANT USAGE ON SCHEMA public TO cs_console, cs_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO cs_console;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO cs_console, cs_worker;

GRANT SELECT ON platform, webhook_endpoint, person, review_case, report, message, signal, case_event,
  rule_version, decision, outbox, delivery, dead_letter TO cs_worker;
GRANT INSERT ON signal, case_event, dead_letter, delivery TO cs_worker;
GRANT UPDATE ON review_case, report, delivery, outbox, rule_version, decision, person, dead_letter TO cs_worker;
GRANT SELECT (report_id, created_at) ON door.box TO cs_worker;
GRANT USAGE ON SCHEMA feed TO cs_worker, cs_keyd;
GRANT SELECT, UPDATE, DELETE ON feed.key_event TO cs_worker;

GRANT SELECT, DELETE, UPDATE ON door.box TO cs_keyd;
GRANT SELECT, INSERT ON door.epoch TO cs_keyd;
GRANT INSERT ON feed.key_event TO cs_keyd;
GRANT EXECUTE ON FUNCTION feed.notify_key_event() TO cs_keyd;
GRANT USAGE ON SEQUENCE feed.key_event_seq_seq TO cs_keyd;
