-- +goose Up

create table past_epoch (
    space_id uuid        not null,
    epoch    uuid        not null,
    head     bigint      not null,
    ended_at timestamptz not null default now(),
    primary key (space_id, epoch)
);

comment on table past_epoch is 'Epochs that a restored backup ended. Devices still send changes that were made in them.';
comment on column past_epoch.head is 'Versions up to this one meant the same then as now; above it history went another way.';
