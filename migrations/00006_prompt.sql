-- +goose Up

-- What records say about prompts: keeping in touch, days to remember and
-- promises. All of it follows from the records, and is written in the
-- transaction that changes them; only prompt_person.prompted_on and
-- prompt_day.told_on remember what was told.

create table touch (
    space_id   uuid not null,
    source_id  uuid not null,
    contact_id uuid not null,
    at         text not null collate "C",
    way        text not null check (way in ('out', 'both', 'noted')),
    primary key (space_id, source_id, contact_id)
);
create index touch_space_id_contact_id_idx on touch (space_id, contact_id, at);

comment on table touch is 'Who took part in each interaction that took place and each note about a time.';
comment on column touch.at is 'The day or wall time. These compare as texts.';

create table prompt_person (
    space_id    uuid  not null,
    contact_id  uuid  not null,
    name        text  not null,
    rule        jsonb not null,
    dates       jsonb not null,
    prompted_on text,
    primary key (space_id, contact_id)
);

comment on column prompt_person.rule is 'What the contact says about when to be in touch.';
comment on column prompt_person.dates is 'Days to remember: kind, date, label and lead days of each.';
comment on column prompt_person.prompted_on is 'The day on which the user was last asked to get in touch.';

create table prompt_circle (
    space_id    uuid    not null,
    circle_id   uuid    not null,
    ideal_days  integer not null,
    latest_days integer not null,
    primary key (space_id, circle_id)
);

create table prompt_promise (
    space_id   uuid not null,
    promise_id uuid not null,
    by_me      boolean not null,
    due_on     text not null collate "C",
    contact_id uuid,
    title      text not null,
    primary key (space_id, promise_id)
);

comment on table prompt_promise is 'Promises that have a due day and are neither delivered nor let go.';

-- When each space is next looked at for what the day brings.
create table prompt_day (
    space_id uuid        primary key,
    next_at  timestamptz not null,
    told_on  text
) with (fillfactor = 80);
create index prompt_day_next_at_idx on prompt_day (next_at);

comment on table prompt_day is 'A space without a row has no projection yet; it is made from all its records then.';
comment on column prompt_day.told_on is 'The last day, in the zone of the space, that was told of or passed over; null before the first look.';

alter table reminder_setting
    add column quiet_from text not null default '',
    add column quiet_to text not null default '',
    add column per_week integer not null default 0,
    add column muted text[] not null default '{}';

comment on column reminder_setting.muted is 'Kinds of message that the user wants on no device.';

alter table push_subscription
    add column muted text[] not null default '{}',
    add column refused_at timestamptz;

comment on column push_subscription.muted is 'Kinds of message that the user does not want on this device.';
comment on column push_subscription.refused_at is 'Since when its push service refuses this server; null once it takes a message again.';

alter table push_delivery
    add column problem text,
    drop constraint push_delivery_kind_check,
    add constraint push_delivery_kind_check check (kind in ('reminder', 'promise', 'date', 'digest'));
create index push_delivery_subscription_id_idx on push_delivery (subscription_id, created_at);

comment on column push_delivery.problem is 'Why the last attempt failed, null if none did.';

-- The outbox asks for the number of open reminders with each message.
create index reminder_due_open_idx on reminder_due (space_id) where open;
