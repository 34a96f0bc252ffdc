-- What refuses a wrong secret before bcrypt; how often was guessed; sign-ins and reset links in detail.
-- Locks: access exclusive on api_key and operator_key for a moment (both are empty: no version before could fill them).
alter table api_key add column secret_check bytea not null;          -- four bytes of an HMAC of the secret
alter table operator_key add column secret_check bytea not null;

-- Guesses, counted for all processes together. A name is a hash: neither addresses nor accounts can be read from it.
create table guess (
  name       bytea       not null primary key,
  count      int         not null,
  expires_at timestamptz not null
);
create index guess_expired on guess (expires_at);
grant select, insert, update, delete on guess to aether_auth;

-- down
drop table guess;
alter table operator_key drop column secret_check;
alter table api_key drop column secret_check;
