-- How long a platform's reports are kept, and which messages were destroyed. Locks: a short ACCESS EXCLUSIVE on
-- platform and message for columns that need no rewrite. A second run fails on the first statement and changes nothing.
ALTER TABLE "platform" ADD COLUMN "retention" TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE "platform" ADD CONSTRAINT "platform_retention" CHECK ("retention" IN ('short', 'standard', 'extended'));
ALTER TABLE "message" ADD COLUMN "destroyed_at" TIMESTAMPTZ(3);

-- Intake seals to an epoch of this class.
CREATE FUNCTION door.retention(p_platform text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT retention FROM public.platform WHERE id = p_platform
$$;
REVOKE ALL ON FUNCTION door.retention(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door.retention(text) TO cs_intake;

-- The worker empties the envelopes of what the key service has shredded.
GRANT UPDATE ("envelope", "destroyed_at") ON "message" TO cs_worker;
