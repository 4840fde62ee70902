-- +goose Up

-- What lies in the trash, for the job that removes tombstones. Nothing else asks.
create index record_deleted_at_idx on record (deleted_at) where deleted_at is not null;
