-- Text that a plug-in scorer is sent is released apart from what the worker's own classifiers read: once a report,
-- attempt and destination; '' stands for the classifiers in the worker's memory. Takes ACCESS EXCLUSIVE on scoring while
-- its key is built anew: some seconds for a million rows, during which nothing is scored. The applier records what has
-- run; a second run does nothing.
ALTER TABLE scoring ADD COLUMN destination text NOT NULL DEFAULT '';
ALTER TABLE scoring DROP CONSTRAINT scoring_pkey;
ALTER TABLE scoring ADD PRIMARY KEY (report_id, attempt, destination);
