-- Calibrations a platform, scores that run in their shadow, drift by week, and plug-in scorers.
-- Locks: a short ACCESS EXCLUSIVE on signal for two columns that need no rewrite, then SHARE on it while its index is
-- built (some seconds for a million rows, during which nothing is scored). A second run fails on the first statement
-- and changes nothing.
ALTER TABLE "signal" ADD COLUMN "raw_score" DOUBLE PRECISION;
ALTER TABLE "signal" ADD COLUMN "calibration_id" UUID;
CREATE INDEX "signal_classifier_created_at_idx" ON "signal"("classifier", "created_at");

CREATE TABLE "calibration" (
    "id" UUID NOT NULL,
    "platform_id" TEXT NOT NULL,
    "classifier" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "thresholds" JSONB,
    "targets" JSONB,
    "metrics" JSONB,
    "reference" JSONB,
    "n" INTEGER NOT NULL DEFAULT 0,
    "from_at" TIMESTAMPTZ(3),
    "to_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'draft',
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "proposed_by" UUID,
    "proposed_at" TIMESTAMPTZ(3),
    "promoted_by" UUID,
    "promoted_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "calibration_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "calibration_state" CHECK ("state" IN ('draft', 'shadow', 'active', 'retired')),
    -- What decides who is looked at first was seen by two people.
    CONSTRAINT "calibration_two_people" CHECK ("state" <> 'active' OR
      ("proposed_by" IS NOT NULL AND "promoted_by" IS NOT NULL AND "proposed_by" <> "promoted_by"))
);
ALTER TABLE "calibration" ADD CONSTRAINT "calibration_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "calibration_platform_id_classifier_created_at_idx" ON "calibration"("platform_id", "classifier", "created_at");
-- One at a time is in force.
CREATE UNIQUE INDEX "calibration_one_active" ON "calibration" ("platform_id", "classifier") WHERE "state" = 'active';

-- What a calibration in shadow would have said: beside the signal, read by no rule.
CREATE TABLE "shadow_score" (
    "report_id" UUID NOT NULL,
    "calibration_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "case_id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "raw_score" DOUBLE PRECISION,
    "score" DOUBLE PRECISION,
    "band" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shadow_score_pkey" PRIMARY KEY ("report_id", "calibration_id", "attempt")
);
ALTER TABLE "shadow_score" ADD CONSTRAINT "shadow_score_calibration_id_fkey" FOREIGN KEY ("calibration_id") REFERENCES "calibration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "shadow_score_calibration_id_created_at_idx" ON "shadow_score"("calibration_id", "created_at");

-- Which classifiers the workers of this build can run. Told by the workers.
CREATE TABLE "classifier_version" (
    "classifier" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "candidate" BOOLEAN NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "classifier_version_pkey" PRIMARY KEY ("classifier", "version")
);

CREATE TABLE "drift_week" (
    "platform_id" TEXT NOT NULL,
    "classifier" TEXT NOT NULL,
    "week" DATE NOT NULL,
    "version" TEXT NOT NULL,
    "calibration_id" UUID,
    "scored" INTEGER NOT NULL,
    "unavailable" INTEGER NOT NULL,
    "histogram" INTEGER[],
    "psi" DOUBLE PRECISION,
    "flagged" INTEGER NOT NULL,
    "upheld" INTEGER NOT NULL,
    "alarms" TEXT[],
    "computed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "drift_week_pkey" PRIMARY KEY ("platform_id", "classifier", "week")
);
ALTER TABLE "drift_week" ADD CONSTRAINT "drift_week_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "platform"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Scorers of somebody else's, asked over https. A row is never edited: another address is another row, allowed anew.
CREATE TABLE "plugin" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "secret_sealed" BYTEA NOT NULL,
    "platforms" TEXT[],
    "timeout_ms" INTEGER NOT NULL,
    "per_minute" INTEGER NOT NULL,
    "review" DOUBLE PRECISION NOT NULL,
    "urgent" DOUBLE PRECISION NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "allowed_by" UUID,
    "allowed_at" TIMESTAMPTZ(3),
    "stopped_by" UUID,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "plugin_pkey" PRIMARY KEY ("code"),
    CONSTRAINT "plugin_state" CHECK ("state" IN ('proposed', 'allowed', 'stopped')),
    CONSTRAINT "plugin_two_people" CHECK ("state" <> 'allowed' OR ("allowed_by" IS NOT NULL AND "allowed_by" <> "proposed_by"))
);

-- One row a report and plug-in: how often it was tried, that it is done, and that its case was routed anew.
CREATE TABLE "plugin_request" (
    "report_id" UUID NOT NULL,
    "plugin_code" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "routed_at" TIMESTAMPTZ(3),

    CONSTRAINT "plugin_request_pkey" PRIMARY KEY ("report_id", "plugin_code")
);
ALTER TABLE "plugin_request" ADD CONSTRAINT "plugin_request_plugin_code_fkey" FOREIGN KEY ("plugin_code") REFERENCES "plugin"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "plugin_request_plugin_code_begun_at_idx" ON "plugin_request"("plugin_code", "begun_at");

-- Neither can be deleted: what was once in force or allowed stays to be read.
GRANT SELECT, INSERT, UPDATE ON "calibration", "plugin" TO cs_console;
GRANT SELECT ON "shadow_score", "classifier_version", "drift_week", "plugin_request" TO cs_console;
GRANT SELECT ON "calibration", "plugin" TO cs_worker;
GRANT SELECT, INSERT ON "shadow_score" TO cs_worker;
GRANT SELECT, INSERT, UPDATE ON "classifier_version", "drift_week", "plugin_request" TO cs_worker;

-- No score enforces: a worker, which holds the scores, can neither make a decision nor change what one says or what is
-- delivered of it. It writes where a decision stands in the ledger, empties what was shredded, and counts tries.
REVOKE UPDATE ON "decision", "delivery" FROM cs_worker;
GRANT UPDATE ("ledger_index", "rationale_envelope") ON "decision" TO cs_worker;
REVOKE INSERT ON "delivery" FROM cs_worker;
GRANT UPDATE ("status", "attempts", "next_at", "last_status", "last_error", "delivered_at") ON "delivery" TO cs_worker;
