-- A person who was forgotten does not come back: their past could not be held against them any more. Takes an exclusive
-- lock for an instant; a second run does nothing.
ALTER TABLE person ADD COLUMN forgotten_at timestamptz(3);
