-- With this salt the `request` entry's digest binds which accounts, conversations and days were asked for.
ALTER TABLE access_request ADD COLUMN scope_salt bytea;
