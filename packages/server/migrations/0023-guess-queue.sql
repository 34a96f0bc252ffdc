-- Turns at the password of an account that many addresses guess at.
-- Locks: access exclusive on guess for a moment (a column without a default: no rewrite).
alter table guess add column turn_at timestamptz; -- of a place in a queue: when it is its turn; of a queue: the last turn given

-- down
alter table guess drop column turn_at;
