-- +goose Up

create table calendar_feed (
    feed_id     uuid        primary key,
    user_id     uuid        not null references app_user on delete cascade,
    space_id    uuid        not null,
    name        text        not null,
    scopes      text[]      not null,
    secret_hash bytea       not null,
    created_at  timestamptz not null default now(),
    read_at     timestamptz
);
create unique index calendar_feed_secret_hash_key on calendar_feed (secret_hash);
create index calendar_feed_user_id_idx on calendar_feed (user_id);

comment on table calendar_feed is 'An address at which a calendar program reads what is due, without signing in.';
comment on column calendar_feed.secret_hash is 'SHA-256 of the secret in the address, which is kept nowhere.';
