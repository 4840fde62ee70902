-- +goose Up

-- Nothing here refers to space or app_user by a foreign key: a check per row
-- would cost every push, and a tenant's rows are to stay movable to another
-- server as a whole. Whoever deletes a space deletes its rows here by space_id.

-- Its row changes with every push and no index has what changes, so free room
-- in the page spares the indexes.
create table device (
    space_id   uuid        not null,
    device_id  uuid        not null,
    user_id    uuid        not null,
    last_seq   bigint      not null default 0,
    last_mid   uuid,
    duplicates bigint      not null default 0,
    pulled     bigint      not null default 0,
    schema     integer     not null,
    since      timestamptz not null,
    seen_at    timestamptz not null,
    primary key (space_id, device_id)
) with (fillfactor = 50);

comment on table device is 'A browser profile that syncs this space. It names itself; a user cannot use the name of another user''s.';
comment on column device.last_seq is 'Every mutation up to this place in the device''s order is settled.';
comment on column device.last_mid is 'The mutation at last_seq. A device that knows another one there is a copy of this one.';
comment on column device.duplicates is 'How many of those were known already under another device or seq, and so have no row in history.';
comment on column device.pulled is 'A cursor that the device was seen to hold, at most some minutes old.';
comment on column device.schema is 'The newest edition of the collections that the device said it knows.';

create table record (
    space_id   uuid   not null,
    id         uuid   not null,
    version    bigint not null,
    deleted_at timestamptz,
    by_device  uuid   not null,
    collection text   not null,
    fields     jsonb  not null,
    stamps     jsonb  not null,
    primary key (space_id, id)
);
-- The feed of a pull.
create unique index record_space_id_version_key on record (space_id, version);

comment on table record is 'What everything in a space is now.';
comment on column record.version is 'Place of its last change in the order of the space.';
comment on column record.deleted_at is 'When it went into the trash; a tombstone keeps its fields so that it can be restored.';
comment on column record.stamps is 'Of each field: who set it last, by which clock, at which version.';

create table history (
    space_id   uuid        not null,
    version    bigint      not null,
    id         uuid        not null,
    device_id  uuid        not null,
    seq        bigint      not null,
    mid        uuid        not null,
    stamp      bigint      not null,
    base       bigint      not null,
    at         timestamptz not null,
    collection text        not null,
    op         text        not null,
    outcome    text        not null,
    patch      json,
    detail     json,
    primary key (space_id, version)
);
create unique index history_space_id_device_id_seq_key on history (space_id, device_id, seq);
create unique index history_space_id_mid_key on history (space_id, mid);
create index history_space_id_id_version_idx on history (space_id, id, version);

comment on table history is 'Every mutation ever settled, one version each, also those that changed nothing.';
comment on column history.stamp is 'The mutation''s stamp, held back to at most two minutes after the server''s clock.';
comment on column history.patch is 'What was sent: {fields, text}. Null unless it took part in a record.';
comment on column history.detail is 'Text as merged, values that lost, or why it was parked; null if there is nothing to say.';

create table parked (
    space_id  uuid        not null,
    device_id uuid        not null,
    seq       bigint      not null,
    mid       uuid        not null,
    code      text        not null,
    body      text        not null,
    at        timestamptz not null,
    primary key (space_id, device_id, seq)
);

comment on table parked is 'Mutations that could not be applied, as they were sent.';
comment on column parked.body is 'Text and not JSON: it may hold what the database cannot store as JSON.';

-- A long text is compressed when it is written, which by the default method takes
-- longer than all the rest of the push (measured: three times the work of lz4).
-- A Postgres that was built without lz4 goes on with the default.
-- +goose StatementBegin
do $$
begin
    alter table record alter column fields set compression lz4;
    alter table history alter column patch set compression lz4, alter column detail set compression lz4;
exception when feature_not_supported then
    null;
end
$$;
-- +goose StatementEnd
