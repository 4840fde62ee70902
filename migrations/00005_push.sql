-- +goose Up

create table push_subscription (
    subscription_id uuid        primary key,
    user_id         uuid        not null references app_user on delete cascade,
    session_id      uuid        not null references session on delete cascade,
    endpoint        text        not null,
    endpoint_hash   bytea       not null,
    p256dh          bytea       not null,
    auth            bytea       not null,
    device_name     text        not null,
    created_at      timestamptz not null default now(),
    seen_at         timestamptz not null default now(),
    last_sent_at    timestamptz,
    last_error      text,
    last_error_at   timestamptz
);
create unique index push_subscription_endpoint_hash_key on push_subscription (endpoint_hash);
create index push_subscription_user_id_idx on push_subscription (user_id);
create index push_subscription_session_id_idx on push_subscription (session_id);

comment on table push_subscription is 'A device that takes push messages (W3C Push API).';
comment on column push_subscription.endpoint is 'Who knows it can send to the device, so no API returns it and no log shows it.';
comment on column push_subscription.endpoint_hash is 'SHA-256 of the endpoint, which is too long for an index.';
comment on column push_subscription.seen_at is 'When the device last told of the subscription; it does at every start.';

-- The outbox: one row for each message to each device.
create table push_delivery (
    delivery_id     uuid        primary key default gen_random_uuid(),
    subscription_id uuid        not null references push_subscription on delete cascade,
    space_id        uuid        not null,
    kind            text        not null check (kind in ('reminder', 'digest')),
    subject_id      uuid        not null,
    occurrence      text        not null,
    due_at          timestamptz not null,
    state           text        not null default 'pending' check (state in ('pending', 'sent', 'dropped', 'expired', 'refused')),
    shrunk          boolean     not null default false,
    attempts        integer     not null default 0,
    next_at         timestamptz not null default now(),
    owner           uuid,
    expires_at      timestamptz not null,
    created_at      timestamptz not null default now(),
    ended_at        timestamptz,
    check ((state = 'pending') = (ended_at is null))
) with (fillfactor = 80);
create unique index push_delivery_occurrence_key on push_delivery (subscription_id, kind, subject_id, occurrence, due_at);
create index push_delivery_next_at_idx on push_delivery (next_at) where state = 'pending';
create index push_delivery_ended_at_idx on push_delivery (ended_at) where state <> 'pending';

comment on column push_delivery.due_at is 'The firing. A snooze tells of the same occurrence again, at another time.';
comment on column push_delivery.state is 'dropped: no longer due when its turn came; expired: too late to be of use; refused: too large even when shrunk.';
comment on column push_delivery.shrunk is 'The push service found the message too large; it goes with less text.';
comment on column push_delivery.next_at is 'When it may be sent, or sent again if its owner has not said how it went: the end of the lease.';
comment on column push_delivery.owner is 'The sender that holds the lease; only it may write the result.';
