-- Why a person is not active: frozen by a lead, or deactivated by an admin. Locks: a short ACCESS EXCLUSIVE on person for
-- a column that needs no rewrite. A second run fails on the first statement and changes nothing. Whoever is frozen
-- already reads as deactivated until the key service tells of them again.
ALTER TABLE "person" ADD COLUMN "frozen" BOOLEAN NOT NULL DEFAULT false;
