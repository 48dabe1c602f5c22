-- Keys under which platforms with end-to-end encryption tag what they relay (docs/franking.md). Each is sealed in the
-- admin's browser to intake's own key: the console stores and lists what it cannot open, and cannot even read back.
-- Locks: SHARE ROW EXCLUSIVE on platform for the foreign key, for as long as this takes. A second run fails on
-- CREATE TABLE and changes nothing.
CREATE TABLE "franking_key" (
    "id" UUID NOT NULL,
    "platform_id" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "franking_key_pkey" PRIMARY KEY ("id")
);

-- A kid names one key for good: a retired one is not used again.
CREATE UNIQUE INDEX "franking_key_platform_id_kid_key" ON "franking_key"("platform_id", "kid");

ALTER TABLE "franking_key" ADD CONSTRAINT "franking_key_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- No SELECT on `sealed` and no DELETE: a row that was entered stays, and what it holds goes to intake only.
GRANT INSERT, SELECT ("id", "platform_id", "kid", "created_at", "created_by", "retired_at"),
  UPDATE ("retired_at") ON "franking_key" TO cs_console;

CREATE FUNCTION door.franking_keys(p_platform text)
RETURNS TABLE (kid text, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.kid, k.sealed FROM public.franking_key k WHERE k.platform_id = p_platform AND k.retired_at IS NULL
$$;
REVOKE ALL ON FUNCTION door.franking_keys(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door.franking_keys(text) TO cs_intake;
