-- A worker that ships a decision and is told no by the key service withdraws it, as the console does at once.
-- Locks: none beyond the catalogue rows of these grants. A second run changes nothing.
GRANT DELETE ON decision, delivery TO cs_worker;
