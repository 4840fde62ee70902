-- +goose Up

create table app_user (
    user_id       uuid        primary key,
    email         text        not null,
    password_hash text        not null,
    created_at    timestamptz not null default now(),
    disabled_at   timestamptz
);
create unique index app_user_email_key on app_user (email);

comment on table app_user is 'Who signs in. "user" is a reserved word of SQL.';
comment on column app_user.email is 'Normalised by the server before it gets here: trimmed, composed, lower case.';
comment on column app_user.password_hash is 'argon2id in PHC form.';

create table session (
    session_id      uuid        primary key,
    user_id         uuid        not null references app_user on delete cascade,
    device_name     text        not null,
    generation      bigint      not null default 0,
    seen_generation bigint      not null default 0,
    seed            bytea       not null,
    created_at      timestamptz not null default now(),
    used_at         timestamptz not null default now(),
    expires_at      timestamptz not null,
    revoked_at      timestamptz,
    revoked_reason  text,
    check ((revoked_at is null) = (revoked_reason is null)),
    check (seen_generation <= generation)
);
create index session_user_id_idx on session (user_id);
create index session_expires_at_idx on session (expires_at);

comment on table session is 'One signed-in device. Its refresh token is recomputed from the row and a server key, never stored.';
comment on column session.generation is 'Counts the refresh tokens handed out; the newest carries this number.';
comment on column session.seen_generation is 'The newest generation that the device has proved to have received.';
comment on column session.expires_at is 'When it ends if it is not refreshed before: idle limit or absolute limit, whichever comes first.';

create table secret (
    name       text        primary key,
    value      bytea       not null,
    created_at timestamptz not null default now()
);

comment on table secret is 'What the house generated for itself, once: keys of tokens and of push. A backup holds them too.';
