-- +goose Up

-- A projection of the records of the collection reminder, written in the
-- transaction that changes them. The scheduler reads nothing else.
create table reminder_due (
    space_id   uuid        not null,
    id         uuid        not null,
    state      text        not null check (state in ('waiting', 'settled', 'paused', 'refused')),
    occurrence text,
    due_at     timestamptz,
    zone       text        not null,
    open       boolean     not null,
    fired_at   timestamptz,
    notify     boolean     not null,
    title      text        not null,
    rule       jsonb       not null,
    primary key (space_id, id),
    check ((state = 'waiting') = (due_at is not null)),
    check ((due_at is null) = (occurrence is null))
) with (fillfactor = 80);
create index reminder_due_due_at_idx on reminder_due (due_at) where due_at is not null;

comment on table reminder_due is 'When the user is next to be told of each reminder; computed from its record and fired_at alone.';
comment on column reminder_due.state is 'waiting: a firing is ahead; settled: none is; paused by the user; refused: its time cannot be understood.';
comment on column reminder_due.occurrence is 'What the next firing tells of: the day or wall time as counted from the anchor.';
comment on column reminder_due.due_at is 'The next firing.';
comment on column reminder_due.zone is 'The zone that the next firing was computed in.';
comment on column reminder_due.open is 'Whether at fired_at an occurrence had come due and was not settled.';
comment on column reminder_due.fired_at is 'Firings up to this moment of the database clock were handed to push, or skipped on purpose.';
comment on column reminder_due.rule is 'What the record says about when it is due.';

create table reminder_setting (
    space_id   uuid    primary key,
    zone       text    not null,
    digest_at  text    not null,
    locale     text    not null,
    show_names boolean not null
);

comment on table reminder_setting is 'A projection of what the setting record of a space says about reminders. No row: the defaults.';
