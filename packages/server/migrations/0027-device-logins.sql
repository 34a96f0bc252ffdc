-- Sign-ins of a device that has no browser: asked for there, decided by somebody who is signed in elsewhere (RFC 8628).
-- Locks: none (the table is new).
create table device_login (
  device_login_id  uuid        not null primary key,
  secret_hash      bytea       not null,                          -- of the code that the device keeps
  user_code        text        not null collate "C",              -- typed by the person; worth nothing without a session
  client           text        not null,                          -- as it calls itself
  address          text        not null,
  user_agent       text        not null,
  state            text        not null default 'waiting' collate "C" check (state in ('waiting', 'approved', 'denied')),
  person_id        uuid        references person (person_id) on delete cascade,   -- who approved
  acts_in          uuid        references tenant (tenant_id) on delete cascade,   -- and for which tenant
  interval_seconds int         not null,                          -- between two questions
  polled_at        timestamptz,
  created_at       timestamptz not null default now(),
  expires_at       timestamptz not null,
  constraint device_login_user_code_unique unique (user_code),
  constraint device_login_approved_by check ((state = 'approved') = (person_id is not null and acts_in is not null))
);
create index device_login_expired on device_login (expires_at);
create index device_login_person on device_login (person_id) where person_id is not null;
create index device_login_acts_in on device_login (acts_in) where acts_in is not null;
grant select, insert, update, delete on device_login to aether_auth;

-- down
drop table device_login;
