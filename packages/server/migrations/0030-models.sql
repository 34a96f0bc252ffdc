-- Which models a tenant has chosen, what it lets them cost, and what they have cost.
-- Locks: none on existing tables (all are new).

-- Without a serving one the built-in embedder serves.
create table model_choice (
  tenant_id  uuid        not null references tenant (tenant_id) on delete cascade,
  role       text        not null collate "C" check (role in ('serving', 'filling', 'reranker')),
  model      text        not null collate "C",      -- under which its vectors and its cost are kept
  choice     jsonb       not null,
  chosen_at  timestamptz not null default now(),
  primary key (tenant_id, role)
);

-- Money is in billionths of whatever the tenant gives its prices in. Null is without limit. Days and months are those of UTC.
create table model_budget (
  tenant_id uuid   not null references tenant (tenant_id) on delete cascade,
  daily     bigint check (daily >= 0),
  monthly   bigint check (monthly >= 0),
  primary key (tenant_id)
);

create table model_use (
  tenant_id uuid   not null references tenant (tenant_id) on delete cascade,
  day       date   not null,
  model     text   not null collate "C",
  requests  bigint not null default 0,
  tokens    bigint not null default 0,
  cost      bigint not null default 0,
  reserved  bigint not null default 0,              -- of requests that are under way, or of whose answer nothing was heard
  primary key (tenant_id, day, model)
);

do $$
declare t text;
begin
  foreach t in array array['model_choice', 'model_budget', 'model_use'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant_isolation on %I
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
      with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
    execute format('grant select, insert, update, delete on %I to aether_app', t);
  end loop;
end $$;

-- down
drop table model_use;
drop table model_budget;
drop table model_choice;
