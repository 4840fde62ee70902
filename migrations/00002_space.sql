-- +goose Up

-- Every push locks and updates its space's row. Free room in the page lets those
-- updates stay in it, without touching an index.
create table space (
    space_id    uuid        primary key,
    kind        text        not null check (kind in ('personal', 'shared', 'sample')),
    name        text        not null,
    personal_of uuid        references app_user on delete cascade,
    epoch       uuid        not null,
    head        bigint      not null default 0,
    safe        bigint      not null default 0,
    gc_floor    bigint      not null default 0,
    created_at  timestamptz not null default now(),
    check ((kind = 'personal') = (personal_of is not null))
) with (fillfactor = 50);
create unique index space_personal_of_key on space (personal_of) where personal_of is not null;

comment on table space is 'The partition and the tenant. Every table with records has space_id first in its key.';
comment on column space.personal_of is 'The user whose own space this is; everybody has exactly one.';
comment on column space.epoch is 'Changes when the space went back in time, as after a restore: cursors of another epoch mean nothing.';
comment on column space.head is 'Version of the newest change. A writer locks this row first, so versions become visible in order and a pull never skips one.';
comment on column space.safe is 'Version up to which changes are in a backup; devices keep what they sent above it.';
comment on column space.gc_floor is 'Version up to which tombstones and history were removed; a cursor below it is reset.';

create table member (
    space_id uuid        not null references space on delete cascade,
    user_id  uuid        not null references app_user on delete cascade,
    role     text        not null check (role in ('owner', 'member')),
    since    timestamptz not null default now(),
    primary key (space_id, user_id)
);
create index member_user_id_idx on member (user_id);
